/** Runs side by side in the terminal. */
import pc from "picocolors";
import { counted } from "../base/counted.ts";
import { surenessText } from "../base/sureness.ts";
import {
  type ContestantPair,
  differenceText,
  markedName,
  nameOf,
  percent,
  percentInterval,
  pValue,
  type RunComparison,
  settingText,
  verdictOf,
  withMarks,
} from "../report/index.ts";
import { formatColumns } from "./print.ts";

/** As many as fit on a screen; the page and the JSON have all. */
const CLIPS = 10;

export function describeComparison(comparison: RunComparison): string[] {
  const { runs, pairs, notes } = comparison;
  return [
    ...notes.map((note) => `${pc.yellow("note:")} ${note}`),
    ...scores(comparison),
    "",
    "On the same clips: difference in UAR, second less first (paired bootstrap); exact McNemar test of accuracy, clips as independent, p after Holm's adjustment",
    ...table([
      ["first", "second", "clips", "difference", "only first right", "only second right", "p"],
      ...pairs.map((one) => [
        markedName(one.a),
        markedName(one.b),
        String(one.clips),
        differenceText(one.difference),
        String(one.onlyA),
        String(one.onlyB),
        pValue(one.adjusted),
      ]),
    ]),
    ...groups(comparison),
    "",
    ...settings(comparison),
    "",
    ...differing(pairs[0]),
    "",
    ...pairs.slice(0, runs.length - 1).map(verdictOf),
  ];
}

function scores({ runs, setting }: RunComparison): string[] {
  const learners = [...new Set(runs.flatMap((run) => run.learners.map(({ name }) => name)))];
  const cell = (run: RunComparison["runs"][number], name: string): string => {
    const learner = run.learners.find((one) => one.name === name);
    const uar = learner?.scores.find(({ metric }) => metric === "uar");
    if (learner === undefined || uar === undefined) return "–";
    return withMarks(`${percent(uar.value)} (${percentInterval(uar)})`, learner);
  };
  return [
    "UAR, %, with 95 % intervals",
    ...table([
      ["learner", ...runs.map(({ name }) => name)],
      ...learners.map((name) => [name, ...runs.map((run) => cell(run, name))]),
      ["", ...runs.map(({ corpus, protocol }) => `${corpus}, ${protocol}`)],
      ...(setting === null ? [] : [[setting.key, ...setting.values.map(settingText)]]),
    ]),
  ];
}

function groups({ groups }: RunComparison): string[] {
  if (groups === null) return [];
  return [
    "",
    `Accuracy by ${groups.by}, %`,
    ...table([
      [groups.by, "clips", ...groups.contestants.map(markedName)],
      ...groups.rows.map(({ value, n, cells }) => [
        value,
        String(n),
        ...cells.map((cell) => (cell.n === 0 ? "–" : `${percent(cell.accuracy)} (${percentInterval(cell)})`)),
      ]),
    ]),
  ];
}

function settings({ runs, settings }: RunComparison): string[] {
  if (settings.length === 0) return ["The experiments are the same, every setting of them."];
  return [
    "What differs in the experiments",
    ...table([
      ["setting", ...runs.map(({ name }) => name)],
      ...settings.map(({ key, values }) => [key, ...values.map(settingText)]),
    ]),
  ];
}

const RIGHT = { a: "first", b: "second", neither: "neither" } as const;

function differing({ a, b, clips, differing }: ContestantPair): string[] {
  const answer = ({ label, probability }: (typeof differing)[number]["a"], { votes }: typeof a): string =>
    `${label} ${surenessText(probability, votes)}`;
  const more = differing.length - CLIPS;
  return [
    `${nameOf(a)} and ${nameOf(b)} differ on ${differing.length} of ${counted(clips, "clip")}`,
    ...table([
      ...(differing.length === 0 ? [] : [["clip", "truth", "first", "second", "right"]]),
      ...differing
        .slice(0, CLIPS)
        .map((clip) => [clip.clipId, clip.truth, answer(clip.a, a), answer(clip.b, b), RIGHT[clip.right]]),
    ]),
    ...(more > 0 ? [`  and ${more} more: -o page.html shows and plays them`] : []),
  ];
}

function table(rows: readonly (readonly string[])[]): string[] {
  return formatColumns(rows).map((line) => `  ${line}`);
}
