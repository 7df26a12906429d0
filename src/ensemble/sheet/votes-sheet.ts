/** The votes: a row per clip, what every member says, and formulas that follow the weights and the order of the members. */
import { type Cell, type CellStyle, cellName, rangeName, type Sheet } from "../../sheet/workbook.ts";
import type { Ballot } from "./ballot.ts";
import { labelColours, warningColours } from "./colours.ts";
import { FIRST_ROW, HEAD_ROW, ORDER_ROW, type Places, VOTES, WEIGHT_ROW } from "./places.ts";

type Row = (Cell | null)[];

export function votesSheet(ballot: Ballot, places: Places): Sheet {
  const { members, weights, order } = ballot;
  const rows = [
    inputRow("votes", weights, places, "yellow: how many votes a member has; 0 leaves it out"),
    inputRow(
      "order in ties",
      order,
      places,
      "yellow: different numbers; of the members whose answers tie the smallest decides",
    ),
    headRow(ballot, places),
    ...members.clipIds.map((_, clip) => clipRow(ballot, places, clip)),
  ];
  const last = places.lastRow;
  rows[WEIGHT_ROW][places.backing] = {
    value: "how many votes there are for what each member says",
    style: "note",
  };
  const areas = [...(places.truth < 0 ? [] : [places.truth]), places.majority, places.worst].map(
    (column) => [column, column] as const,
  );
  const answers = [places.members, places.members + weights.length - 1] as const;
  return {
    name: VOTES,
    rows,
    columnWidths: widths(ballot, places),
    frozen: { rows: FIRST_ROW, columns: 1 },
    filter: rangeName([HEAD_ROW, 0], [last, places.backing + weights.length - 1]),
    rules: [
      ...[...areas, answers].flatMap(([from, to]) =>
        labelColours(members.labels, rangeName([FIRST_ROW, from], [last, to]), cellName(FIRST_ROW, from)),
      ),
      warning(places, places.undecided, "1"),
      ...(places.right < 0 ? [] : [warning(places, places.right, "0")]),
    ],
  };
}

function warning({ lastRow }: Places, column: number, value: string) {
  const first = cellName(FIRST_ROW, column);
  return warningColours(
    rangeName([FIRST_ROW, column], [lastRow, column]),
    `AND(ISNUMBER(${first}),${first}=${value})`,
  );
}

function inputRow(name: string, numbers: readonly number[], places: Places, note: string): Row {
  const row: Row = [{ value: name, style: "head" }];
  if (places.truth >= 0) row.push({ value: "", style: "head" });
  row.push(...numbers.map((value): Cell => ({ value, style: "input" })));
  row.push({ value: note, style: "note" });
  while (row.length <= places.backing) row.push(null);
  return row;
}

function headRow({ members: { members } }: Ballot, places: Places): Row {
  const names = members.map(({ name }) => name);
  const head = (value: string): Cell => ({ value, style: "head" });
  const number = (value: string): Cell => ({ value, style: "headNumber" });
  return [
    ...["clip", ...(places.truth < 0 ? [] : ["truth"]), ...names, "majority"].map(head),
    number("its votes"),
    head("worst label"),
    ...["its votes", "undecided", "easy", "barely made it", ...(places.right < 0 ? [] : ["right"])].map(
      number,
    ),
    ...names.map(number),
  ];
}

function clipRow(ballot: Ballot, places: Places, clip: number): Row {
  const { members, majority, majorityVotes, worst, worstVotes, undecided, easy, backing } = ballot;
  const { labels, clipIds, truth } = members;
  const m = members.members.length;
  const row = FIRST_ROW + clip;
  const at = (column: number): string => cellName(row, column, "column");
  const across = (line: number, from: number, fixed: "column" | "both"): string =>
    rangeName([line, from], [line, from + m - 1], fixed);
  const said = across(row, places.members, "column");
  const backed = across(row, places.backing, "column");
  const weights = across(WEIGHT_ROW, places.members, "both");
  const order = across(ORDER_ROW, places.members, "both");
  /** The answer of the member whose place in the order is this. */
  const sayer = (place: string): string => `INDEX(${said},MATCH(SUMPRODUCT(${place}),${order},0))`;
  const most = at(places.majorityVotes);
  const isRight = truth[clip] < 0 ? "" : truth[clip] === majority[clip] ? 1 : 0;
  const truthCell = truth[clip] < 0 ? null : text(labels[truth[clip]]);
  return [
    text(clipIds[clip]),
    ...(places.truth < 0 ? [] : [truthCell]),
    ...members.members.map(({ predictions }) => text(labels[predictions.predicted[clip]])),
    live(labels[majority[clip]], sayer(`MIN(${order}+1E6*((${backed}<>${most})+(${weights}=0)))`)),
    live(majorityVotes[clip], `MAX(${backed})`),
    live(labels[worst[clip]], sayer(`MAX(${order}*(${backed}=${at(places.worstVotes)})*(${weights}>0))`)),
    live(worstVotes[clip], `SUMPRODUCT(MIN(${backed}+1E6*(${weights}=0)))`),
    live(undecided[clip], `IF(SUMPRODUCT(${weights}*(${backed}=${most}))>${most},1,0)`),
    live(easy[clip], `IF(${most}*2>SUM(${weights}),1,0)`),
    live(1 - undecided[clip] - easy[clip], `1-${at(places.undecided)}-${at(places.easy)}`),
    ...(places.right < 0
      ? []
      : [
          live(
            isRight,
            `IF(${at(places.truth)}="","",IF(EXACT(${at(places.truth)},${at(places.majority)}),1,0))`,
          ),
        ]),
    ...members.members.map((_, member) =>
      live(
        backing[clip * m + member],
        `SUMPRODUCT(${weights}*EXACT(${said},${at(places.members + member)}))`,
        "quiet",
      ),
    ),
  ];
}

function text(value: string): Cell {
  return { value };
}

function live(value: string | number, formula: string, style: CellStyle = "plain"): Cell {
  return { value, formula, style };
}

function widths({ members: { clipIds, members, labels } }: Ballot, places: Places): number[] {
  const longest = (texts: readonly string[]): number =>
    Math.min(30, texts.reduce((most, one) => Math.max(most, one.length), 8) + 2);
  const label = longest(labels);
  return [
    longest([...clipIds, "order in ties"]),
    ...(places.truth < 0 ? [] : [label]),
    ...members.map(({ name }) => Math.max(label, longest([name]))),
    ...[label, 9, label + 2, 9, 11, 7, 14],
    ...(places.right < 0 ? [] : [7]),
    ...members.map(({ name }) => longest([name])),
  ];
}
