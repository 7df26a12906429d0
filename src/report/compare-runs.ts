/** Several runs side by side as data: scores, tests on the same clips, clips on which they differ, settings that differ. */
import { ConfigError } from "../base/errors.ts";
import type { Judged } from "../dataset/predictions.ts";
import type { Columns } from "../dataset/rows.ts";
import { bootstrapDifferences } from "../metrics/bootstrap.ts";
import { metrics } from "../metrics/index.ts";
import { holm, type McNemar, mcnemar } from "../metrics/mcnemar.ts";
import type { Score, ScoredAnswers } from "../metrics/metric.ts";
import { wilson } from "../metrics/wilson.ts";
import { byValue } from "./groups.ts";
import { type Marks, marksOf } from "./marks.ts";
import { rankByUar } from "./rank.ts";
import { protocolOf } from "./results-table.ts";
import { runNames } from "./run-names.ts";
import type { ScoresFile } from "./scores-file.ts";
import { differingSettings, type SettingRow, settingOf } from "./settings-table.ts";

/** What a run left behind. */
export interface FinishedRun {
  readonly path: string;
  readonly scores: ScoresFile;
  /** The experiment file as data. */
  readonly experiment: unknown;
  /** Of every learner of `scores`, by its name. */
  readonly answers: ReadonlyMap<string, Judged>;
}

export interface ComparedRun {
  /** Unlike those of the others. */
  readonly name: string;
  readonly path: string;
  readonly corpus: string;
  readonly protocol: string;
  readonly leaky: boolean;
  /** Best UAR first. */
  readonly learners: readonly (Marks & {
    readonly name: string;
    readonly description: string;
    readonly scores: readonly Score[];
  })[];
}

/** A learner of a run. */
export interface Contestant extends Marks {
  readonly run: string;
  readonly learner: string;
  /** Of a majority vote: how many are given of a clip. Its probabilities are shares of them. */
  readonly votes?: number;
}

export interface Answer {
  readonly label: string;
  /** Of that label. */
  readonly probability: number;
}

export interface DifferingClip {
  readonly clipId: string;
  readonly truth: string;
  readonly a: Answer;
  readonly b: Answer;
  /** Who is right. */
  readonly right: "a" | "b" | "neither";
}

export interface ContestantPair extends McNemar {
  readonly a: Contestant;
  readonly b: Contestant;
  /** Labelled clips that both were tested on. */
  readonly clips: number;
  /** Share of clips with the same answer. */
  readonly agreement: number;
  /** UAR of b less that of a on these clips, with its interval. */
  readonly difference: Score;
  /** p after Holm's adjustment for all pairs. */
  readonly adjusted: number;
  /** Clips with different answers: those that only b has right first, then only a, then neither; surest first. */
  readonly differing: readonly DifferingClip[];
}

/** Accuracy of everyone by what is known of the clips. */
export interface GroupComparison {
  readonly by: string;
  readonly rows: readonly {
    readonly value: string;
    readonly n: number;
    /** [contestant]: of the clips with that value. */
    readonly cells: readonly GroupCell[];
  }[];
  readonly contestants: readonly Contestant[];
}

export interface GroupCell {
  readonly n: number;
  readonly accuracy: number;
  /** 95 % Wilson interval. */
  readonly low: number;
  readonly high: number;
}

export interface RunComparison {
  readonly runs: readonly ComparedRun[];
  /** The first run against each of the others: the best of both, then learners of one name. */
  readonly pairs: readonly ContestantPair[];
  readonly settings: readonly SettingRow[];
  /** Asked for: a setting, and what it is in every run. */
  readonly setting: SettingRow | null;
  /** Asked for: a column of the clips. */
  readonly groups: GroupComparison | null;
  /** What makes the runs unlike beside their learners. */
  readonly notes: readonly string[];
}

export interface CompareOptions {
  /** A column of the clips, or a dotted setting. */
  readonly by?: string | undefined;
  /** Clip id -> what is known of it; empty where the corpus is not there. */
  readonly columns: ReadonlyMap<string, Columns>;
  /** Of the bootstrap. */
  readonly seed: number;
}

/**
 * @throws ConfigError if runs are fewer than two, say different truths of a clip (names it), have no clip in common, or know
 *   nothing of `by`
 */
export function compareRuns(finished: readonly FinishedRun[], options: CompareOptions): RunComparison {
  if (finished.length < 2)
    throw new ConfigError(`compare: expected two runs or more, got ${finished.length}.`);
  const names = runNames(finished.map(({ path, scores }) => ({ path, name: scores.name })));
  const runs = finished.map(
    ({ path, scores }, i): ComparedRun => ({
      name: names[i],
      path,
      corpus: scores.corpus,
      protocol: protocolOf(scores),
      leaky: scores.leaky,
      learners: rankByUar(scores.recognisers).map(({ name, description, scores: own, ...marks }) => ({
        name,
        description,
        scores: own,
        ...marksOf(marks),
      })),
    }),
  );
  const all = runs.map((run, i) => run.learners.map(({ name }) => entrantOf(run, name, finished[i])));
  const pairs = all.slice(1).flatMap((others) => pairsOf(all[0], others));
  const found = pairs.map(([a, b]) => comparePair(a, b, options));
  const adjusted = holm(found.map(({ pValue }) => pValue));
  const experiments = finished.map(({ experiment }) => experiment);
  return {
    runs,
    pairs: found.map((pair, i) => ({ ...pair, adjusted: adjusted[i] })),
    settings: differingSettings(experiments),
    ...asked(experiments, all.flat(), options),
    notes: notesOf(runs, finished),
  };
}

interface Entrant extends Contestant {
  readonly answers: Judged;
  /** Whole speakers are what its scores are about. */
  readonly bySpeaker: boolean;
}

function entrantOf(run: ComparedRun, learner: string, { answers, scores }: FinishedRun): Entrant {
  const found = answers.get(learner);
  if (found === undefined) throw new ConfigError(`${run.path}: the predictions of ${learner} are missing.`);
  const bySpeaker = scores.recognisers.some(({ scores: all }) => all.at(0)?.resampled === "speaker");
  const { votes, ...marks } = scores.recognisers.find(({ name }) => name === learner) ?? {};
  const contestant = { run: run.name, learner, ...(votes === undefined ? {} : { votes }), ...marksOf(marks) };
  return { ...contestant, answers: found, bySpeaker };
}

function contestantOf({ answers: _answers, bySpeaker: _bySpeaker, ...contestant }: Entrant): Contestant {
  return contestant;
}

/** The best of both, then those of one name. */
function pairsOf(firsts: readonly Entrant[], others: readonly Entrant[]): [Entrant, Entrant][] {
  const best: [Entrant, Entrant][] = [[firsts[0], others[0]]];
  const named = firsts.flatMap((first): [Entrant, Entrant][] => {
    const other = others.find(({ learner }) => learner === first.learner);
    return other === undefined || (first === firsts[0] && other === others[0]) ? [] : [[first, other]];
  });
  return [...best, ...named];
}

type UnadjustedPair = Omit<ContestantPair, "adjusted">;

function comparePair(a: Entrant, b: Entrant, { columns, seed }: CompareOptions): UnadjustedPair {
  const { clipIds, labels, answers } = shared(a, b);
  const [first, second] = answers;
  const agreed = first.predicted.filter((label, i) => label === second.predicted[i]).length;
  const speakers = clipIds.map((id) => columns.get(id)?.speaker);
  const groups =
    a.bySpeaker && b.bySpeaker && speakers.every((speaker) => speaker !== undefined)
      ? { groups: speakers }
      : {};
  const [difference] = bootstrapDifferences([metrics.get("uar")], first, second, { seed, ...groups });
  return {
    a: contestantOf(a),
    b: contestantOf(b),
    clips: clipIds.length,
    ...mcnemar(first.truth, first.predicted, second.predicted),
    agreement: agreed / clipIds.length,
    difference,
    differing: differing(clipIds, labels, first, second),
  };
}

interface SharedClips {
  readonly clipIds: readonly string[];
  /** The first one's, then what only the second one knows. */
  readonly labels: readonly string[];
  readonly answers: readonly [ScoredAnswers, ScoredAnswers];
}

/** The labelled clips that both answered, with one order of clips and labels. */
function shared(a: Entrant, b: Entrant): SharedClips {
  const labels = [...new Set([...a.answers.labels, ...b.answers.labels])];
  const rowOf = new Map(b.answers.clipIds.map((id, row) => [id, row]));
  const rows = a.answers.clipIds.flatMap((clipId, first) => {
    const second = rowOf.get(clipId);
    if (second === undefined || a.answers.truth[first] < 0 || b.answers.truth[second] < 0) return [];
    const truths = [truthOf(a.answers, first), truthOf(b.answers, second)];
    if (truths[0] !== truths[1]) {
      throw new ConfigError(
        `the truth of the clip ${clipId} is ${truths[0]} in ${a.run} and ${truths[1]} in ${b.run}; expected runs that tell the same.`,
      );
    }
    return [{ clipId, first, second }];
  });
  if (rows.length === 0) {
    throw new ConfigError(`${a.run} and ${b.run} have no labelled clip in common; nothing can be compared.`);
  }
  const answersOf = ({ answers }: Entrant, at: (row: (typeof rows)[number]) => number): ScoredAnswers => {
    const place = answers.labels.map((label) => labels.indexOf(label));
    const probabilities = new Float32Array(rows.length * labels.length);
    rows.forEach((row, i) => {
      place.forEach((to, from) => {
        probabilities[i * labels.length + to] = answers.probabilities[at(row) * place.length + from];
      });
    });
    return {
      truth: Int32Array.from(rows, (row) => place[answers.truth[at(row)]]),
      predicted: Int32Array.from(rows, (row) => place[answers.predicted[at(row)]]),
      probabilities,
      labelCount: labels.length,
    };
  };
  return {
    clipIds: rows.map(({ clipId }) => clipId),
    labels,
    answers: [answersOf(a, ({ first }) => first), answersOf(b, ({ second }) => second)],
  };
}

function truthOf({ labels, truth }: Judged, row: number): string {
  return labels[truth[row]];
}

const ORDER = { b: 0, a: 1, neither: 2 } as const;

function differing(
  clipIds: readonly string[],
  labels: readonly string[],
  first: ScoredAnswers,
  second: ScoredAnswers,
): DifferingClip[] {
  const answerOf = ({ predicted, probabilities, labelCount }: ScoredAnswers, clip: number): Answer => ({
    label: labels[predicted[clip]],
    probability: probabilities[clip * labelCount + predicted[clip]],
  });
  const clips = clipIds.flatMap((clipId, i): DifferingClip[] => {
    if (first.predicted[i] === second.predicted[i]) return [];
    const truth = first.truth[i];
    const right = first.predicted[i] === truth ? "a" : second.predicted[i] === truth ? "b" : "neither";
    return [{ clipId, truth: labels[truth], a: answerOf(first, i), b: answerOf(second, i), right }];
  });
  const sureness = ({ a, b }: DifferingClip): number => a.probability + b.probability;
  return clips.toSorted((x, y) => ORDER[x.right] - ORDER[y.right] || sureness(y) - sureness(x));
}

function asked(
  experiments: readonly unknown[],
  contestants: readonly Entrant[],
  { by, columns }: CompareOptions,
): Pick<RunComparison, "setting" | "groups"> {
  if (by === undefined) return { setting: null, groups: null };
  const values = settingOf(experiments, by);
  if (values.some((value) => value !== null)) return { setting: { key: by, values }, groups: null };
  const groups = groupsBy(by, contestants, columns);
  if (groups.rows.length > 0) return { setting: null, groups };
  const known = new Set([...columns.values()].flatMap((one) => Object.keys(one)));
  throw new ConfigError(
    `--by ${by}: is neither a setting of the runs nor a column of their clips.`,
    `Settings are dotted keys, such as learners.svm.model.params.C; columns: label${[...known]
      .filter((one) => one !== "label")
      .map((one) => `, ${one}`)
      .join("")}.`,
  );
}

function groupsBy(
  by: string,
  contestants: readonly Entrant[],
  columns: ReadonlyMap<string, Columns>,
): GroupComparison {
  const cells = contestants.map(({ answers }) => {
    const counts = new Map<string, { n: number; right: number }>();
    answers.clipIds.forEach((id, row) => {
      const value = by === "label" ? answers.labels[answers.truth[row]] : columns.get(id)?.[by];
      if (answers.truth[row] < 0 || value === undefined) return;
      const { n, right } = counts.get(value) ?? { n: 0, right: 0 };
      const isRight = answers.predicted[row] === answers.truth[row];
      counts.set(value, { n: n + 1, right: right + (isRight ? 1 : 0) });
    });
    return counts;
  });
  const found = [...new Set(cells.flatMap((counts) => [...counts.keys()]))];
  const [{ answers }] = contestants;
  const values =
    by === "label" ? answers.labels.filter((label) => found.includes(label)) : found.toSorted(byValue);
  return {
    by,
    contestants: contestants.map(contestantOf),
    rows: values.map((value) => ({
      value,
      n: Math.max(...cells.map((counts) => counts.get(value)?.n ?? 0)),
      cells: cells.map((counts): GroupCell => {
        const { n, right } = counts.get(value) ?? { n: 0, right: 0 };
        return n === 0
          ? { n, accuracy: 0, low: 0, high: 1 }
          : { n, accuracy: right / n, ...wilson(right, n) };
      }),
    })),
  };
}

function notesOf(runs: readonly ComparedRun[], finished: readonly FinishedRun[]): string[] {
  const [first, ...others] = runs;
  const notes: string[] = [];
  for (const run of runs.filter(({ leaky }) => leaky)) {
    notes.push(`${run.name} leaks on purpose: its scores are worthless as measurements.`);
  }
  for (const [i, other] of others.entries()) {
    if (other.protocol !== first.protocol) {
      notes.push(
        `${first.name} was measured by ${first.protocol} and ${other.name} by ${other.protocol}: a difference may be the protocol's.`,
      );
    }
    const [ours, theirs] = [finished[0], finished[i + 1]].map(
      ({ answers }) => new Set([...answers.values()].at(0)?.clipIds),
    );
    const [alone, alien] = [countMissing(ours, theirs), countMissing(theirs, ours)];
    if (alone + alien > 0) {
      notes.push(
        `${first.name} was tested on ${alone} clips that ${other.name} was not, and ${other.name} on ${alien} others: pairs are compared on the clips of both.`,
      );
    }
  }
  return notes;
}

/** Members that the other set does not have. */
function countMissing(set: ReadonlySet<string>, other: ReadonlySet<string>): number {
  return [...set].filter((one) => !other.has(one)).length;
}
