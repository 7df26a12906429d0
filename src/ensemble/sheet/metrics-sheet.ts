/** What the votes come to: rates, accuracy, members and labels, each as a formula over the votes. */
import { wilson } from "../../metrics/wilson.ts";
import { type Cell, type CellStyle, cellName, rangeName, type Sheet } from "../../sheet/workbook.ts";
import { projectedIncrease, ratesOf } from "../rates.ts";
import type { Ballot } from "./ballot.ts";
import { labelColours } from "./colours.ts";
import { cellOfVotes, columnOfVotes, ORDER_ROW, type Places, WEIGHT_ROW } from "./places.ts";

type Row = (Cell | null)[];

/** 97.5 % point of the standard normal. */
const Z = 1.959963984540054;

export function metricsSheet(ballot: Ballot, places: Places): Sheet {
  const { members } = ballot;
  const known = members.truth.some((label) => label >= 0);
  const column = (at: number): string => columnOfVotes(places, at);
  const rows: Row[] = [[{ value: "Metrics of the majority vote", style: "title" }], []];
  const add = (...cells: Row): string => {
    rows.push(cells);
    return cellName(rows.length - 1, 1, "both");
  };
  const rates = ratesOf(
    members.members.map(({ predictions }) => predictions),
    ballot.weights,
  );
  const clips = add(head("clips"), live(members.clipIds.length, `ROWS(${column(0)})`));
  const weights = `${cellOfVotes(WEIGHT_ROW, places.members)}:${cellName(WEIGHT_ROW, places.members + ballot.weights.length - 1, "both")}`;
  add(
    head("members that vote"),
    live(ballot.weights.filter((weight) => weight > 0).length, `SUMPRODUCT(--(${weights}>0))`),
  );
  const rate = (name: string, value: number, at: number, note: string): string =>
    add(head(name), live(value, `SUM(${column(at)})/${clips}`, "percent"), explained(note));
  rate("undecided", rates.undecided, places.undecided, "ties: several labels have the most votes");
  const easy = rate("easy overlap", rates.easy, places.easy, "one label has more than half of the votes");
  rate("barely made it", rates.barely, places.barely, "the rest: decided, but easily swayed");
  if (known) addAccuracies(ballot, places, add);
  const single = known ? meanAccuracy(ballot) : 0.6;
  const assumed = add(
    head("accuracy of a single member"),
    { value: single, style: "inputPercent" },
    explained(known ? "here the mean of the members; may be changed" : "a guess; may be changed"),
  );
  add(
    head("projected increase"),
    live(projectedIncrease(rates.easy, single), `(1-${easy})*${assumed}*(1-${assumed})`, "percent"),
    explained("experimental: what is not easy, by the chance that one is right where another is wrong"),
  );
  rows.push([], ...memberRows(ballot, places, rows.length + 1));
  const labelsAt = rows.length + 2;
  rows.push([], ...labelRows(ballot, places, labelsAt - 1));
  const labels = rangeName([labelsAt, 0], [labelsAt + members.labels.length - 1, 0]);
  return {
    name: "Metrics",
    rows,
    columnWidths: [29, 12, 14, 12, 12, 12, 14, 12],
    frozen: { rows: 0, columns: 1 },
    rules: labelColours(members.labels, labels, cellName(labelsAt, 0)),
  };
}

/** Of the majority, with its interval, and of easy, barely made and undecided answers. */
function addAccuracies(ballot: Ballot, places: Places, add: (...cells: Row) => string): void {
  const { truth } = ballot.members;
  const column = (at: number): string => columnOfVotes(places, at);
  const known = [...truth.keys()].filter((clip) => truth[clip] >= 0);
  const right = known.filter((clip) => ballot.majority[clip] === truth[clip]);
  const n = add(head("clips with a truth"), live(known.length, `COUNT(${column(places.right)})`));
  const p = add(
    head("accuracy"),
    live(right.length / known.length, `SUM(${column(places.right)})/${n}`, "percent"),
  );
  const { low, high } = wilson(right.length, known.length);
  const end = (name: string, value: number, sign: string): string =>
    add(
      head(name),
      live(value, wilsonFormula(p, n, sign), "percent"),
      explained("95 % interval (Wilson), over clips"),
    );
  end("from", low, "-");
  end("to", high, "+");
  const among = (name: string, at: number, flags: (clip: number) => boolean): void => {
    const some = known.filter(flags);
    const value = some.length === 0 ? "" : some.filter((clip) => right.includes(clip)).length / some.length;
    const count = `SUMPRODUCT((${column(at)}=1)*(${column(places.truth)}<>""))`;
    const formula = `IF(${count}=0,"",SUMIF(${column(at)},1,${column(places.right)})/${count})`;
    add(head(`accuracy where ${name}`), live(value, formula, "percent"));
  };
  const { undecided, easy } = ballot;
  among("easy", places.easy, (clip) => easy[clip] === 1);
  among("barely made it", places.barely, (clip) => easy[clip] + undecided[clip] === 0);
  among("undecided", places.undecided, (clip) => undecided[clip] === 1);
}

function wilsonFormula(p: string, n: string, sign: string): string {
  const square = Z * Z;
  return `(${p}+${square / 2}/${n}${sign}${Z}*SQRT(${p}*(1-${p})/${n}+${square / 4}/${n}^2))/(1+${square}/${n})`;
}

function meanAccuracy(ballot: Ballot): number {
  const all = ballot.members.members.map((_, member) => accuracyOf(ballot, member));
  return all.reduce((a, b) => a + b) / all.length;
}

function accuracyOf({ members: { members, truth } }: Ballot, member: number): number {
  const { predicted } = members[member].predictions;
  return (
    predicted.filter((label, clip) => label === truth[clip]).length /
    truth.filter((label) => label >= 0).length
  );
}

function memberRows(ballot: Ballot, places: Places, top: number): Row[] {
  const { members, weights, order, majority, backing } = ballot;
  const knows = places.truth >= 0;
  const n = members.clipIds.length;
  const m = members.members.length;
  const column = (at: number): string => columnOfVotes(places, at);
  const known = `COUNT(${column(places.right)})`;
  const rows = members.members.map(({ name, predictions, doubt }, member): Row => {
    const own = column(places.members + member);
    const weight = cellOfVotes(WEIGHT_ROW, places.members + member);
    const accuracy = cellName(top + 1 + member, 5, "both");
    const asMajority = predictions.predicted.filter((label, clip) => label === majority[clip]).length / n;
    const alone =
      members.clipIds.filter((_, clip) => backing[clip * m + member] === weights[member]).length / n;
    const right = knows ? accuracyOf(ballot, member) : 0;
    const count = members.truth.filter((label) => label >= 0).length;
    const { low, high } = knows ? wilson(Math.round(right * count), count) : { low: 0, high: 0 };
    return [
      { value: name },
      live(weights[member], weight),
      live(order[member], cellOfVotes(ORDER_ROW, places.members + member)),
      live(asMajority, `SUMPRODUCT(--EXACT(${own},${column(places.majority)}))/ROWS(${own})`, "percent"),
      live(alone, `SUMPRODUCT(--(${column(places.backing + member)}=${weight}))/ROWS(${own})`, "percent"),
      ...(knows
        ? [
            live(
              right,
              `SUMPRODUCT((${column(places.truth)}<>"")*EXACT(${own},${column(places.truth)}))/${known}`,
              "percent",
            ),
            live(low, wilsonFormula(accuracy, known, "-"), "percent"),
            live(high, wilsonFormula(accuracy, known, "+"), "percent"),
          ]
        : []),
      ...(doubt === null ? [] : [explained(`not trusted: ${doubt}`)]),
    ];
  });
  return [
    headRow(
      "member",
      "votes",
      "order in ties",
      "as majority",
      "alone",
      ...(knows ? ["accuracy", "from", "to"] : []),
    ),
    ...rows,
  ];
}

function labelRows({ members, majority }: Ballot, places: Places, top: number): Row[] {
  const { labels, truth } = members;
  const knows = places.truth >= 0;
  const column = (at: number): string => columnOfVotes(places, at);
  const [said, true_] = [column(places.majority), column(places.truth)];
  const recalls: number[] = [];
  const share = (part: number, whole: number): number | string => (whole === 0 ? "" : part / whole);
  const rows = labels.map((name, label): Row => {
    const at = cellName(top + 1 + label, 0, "both");
    const answers = majority.filter((one) => one === label).length;
    const both = majority.filter((one, clip) => one === label && truth[clip] === label).length;
    const ofTruth = truth.filter((one) => one === label).length;
    const judged = majority.filter((one, clip) => one === label && truth[clip] >= 0).length;
    if (ofTruth > 0) recalls.push(both / ofTruth);
    const hits = `SUMPRODUCT(EXACT(${said},${at})*EXACT(${true_},${at}))`;
    const ofTruthFormula = `SUMPRODUCT(--EXACT(${true_},${at}))`;
    const judgedFormula = `SUMPRODUCT(EXACT(${said},${at})*(${true_}<>""))`;
    const divided = (whole: string): string => `IF(${whole}=0,"",${hits}/${whole})`;
    return [
      { value: name },
      live(answers, `SUMPRODUCT(--EXACT(${said},${at}))`),
      ...(knows
        ? [
            live(ofTruth, ofTruthFormula),
            live(share(both, ofTruth), divided(ofTruthFormula), "percent"),
            live(share(both, judged), divided(judgedFormula), "percent"),
          ]
        : []),
    ];
  });
  const uar = rangeName([top + 1, 3], [top + labels.length, 3], "both");
  return [
    headRow("label", "answers", ...(knows ? ["truths", "recall", "precision"] : [])),
    ...rows,
    ...(knows
      ? [
          [
            head("mean recall (UAR)"),
            null,
            null,
            live(recalls.reduce((a, b) => a + b) / recalls.length, `AVERAGE(${uar})`, "percent"),
          ],
        ]
      : []),
  ];
}

/** Over a column of names and columns of numbers. */
function headRow(first: string, ...numbers: readonly string[]): Row {
  return [head(first), ...numbers.map((value): Cell => ({ value, style: "headNumber" }))];
}

function head(value: string): Cell {
  return { value, style: "head" };
}

function explained(value: string): Cell {
  return { value, style: "note" };
}

function live(value: string | number, formula: string, style: CellStyle = "plain"): Cell {
  return { value, formula, style };
}
