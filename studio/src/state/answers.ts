/** What a learner said of every clip, with what follows from it: all computed here, of the clips that are looked at. */
import { surenessText } from "../../../src/base/sureness.ts";
import { BOOTSTRAP_SEED, bootstrapDifferences } from "../../../src/metrics/bootstrap.ts";
import { confusionMatrix, labelScores } from "../../../src/metrics/confusion.ts";
import { type McNemar, mcnemar } from "../../../src/metrics/mcnemar.ts";
import type { Score, ScoredAnswers } from "../../../src/metrics/metric.ts";
import { type ReliabilityBin, reliabilityOf } from "../../../src/metrics/reliability.ts";
import { uar } from "../../../src/metrics/uar.ts";
import { wilson } from "../../../src/metrics/wilson.ts";
import type { RunAnswers } from "../../../src/studio/answers.ts";

export interface Answers extends Omit<RunAnswers, "truth" | "predicted" | "probabilities"> {
  readonly truth: Int32Array<ArrayBuffer>;
  readonly predicted: Int32Array<ArrayBuffer>;
  readonly probabilities: Float32Array<ArrayBuffer>;
  readonly rowOf: ReadonlyMap<string, number>;
}

/** A learner of a run, as links name it: JSON of the two. */
export function keyOf(at: string, learner: string): string {
  return JSON.stringify([at, learner]);
}

/** @throws Error if the text, which may come from an address, is no key */
export function partsOf(key: string): { readonly at: string; readonly learner: string } {
  const parts = parsed(key);
  if (Array.isArray(parts) && parts.length === 2) {
    const [at, learner]: unknown[] = parts;
    if (typeof at === "string" && typeof learner === "string") return { at, learner };
  }
  throw new Error(`"${key}" names no learner of a run. Choose it on the page of runs.`);
}

/** Undefined where it is no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Rows whose truth is known. */
export function labelledRows({ truth }: Answers): number[] {
  return [...truth.keys()].filter((row) => truth[row] >= 0);
}

/** A probability in figures, a vote's share in votes. */
export function shareText({ votes }: Pick<Answers, "votes">, share: number): string {
  return votes === null ? share.toFixed(3) : surenessText(share, votes);
}

/** Probability of the label that is given. */
export function truthProbability({ probabilities, labels, truth }: Answers, row: number): number {
  return probabilities[row * labels.length + truth[row]];
}

export function sureness({ probabilities, labels, predicted }: Answers, row: number): number {
  return probabilities[row * labels.length + predicted[row]];
}

export function confusionOf(
  { truth, predicted, labels }: Pick<Answers, "truth" | "predicted" | "labels">,
  rows: readonly number[],
): Int32Array {
  if (rows.length === 0) return new Int32Array(labels.length ** 2);
  return confusionMatrix(
    Int32Array.from(rows, (row) => truth[row]),
    Int32Array.from(rows, (row) => predicted[row]),
    labels.length,
  );
}

export { labelScores };

export interface Group {
  readonly value: string;
  readonly n: number;
  readonly right: number;
  readonly low: number;
  readonly high: number;
}

/** How often it is right by what is known of the clips, in order of that; null where it does not divide them. */
export function groupsOf(
  answers: Answers,
  rows: readonly number[],
  groupOf: (row: number) => string | undefined,
): Group[] | null {
  const counts = new Map<string, { n: number; right: number }>();
  for (const row of rows) {
    const value = groupOf(row);
    if (value === undefined) continue;
    const count = counts.get(value) ?? { n: 0, right: 0 };
    count.n++;
    if (answers.truth[row] === answers.predicted[row]) count.right++;
    counts.set(value, count);
  }
  if (counts.size < 2) return null;
  return [...counts]
    .map(([value, count]) => ({ value, ...count, ...wilson(count.right, count.n) }))
    .sort((a, b) => a.value.localeCompare(b.value, "en", { numeric: true }));
}

export function calibrationOf(answers: Answers, rows: readonly number[]): ReliabilityBin[] {
  const labelCount = answers.labels.length;
  return reliabilityOf({
    truth: Int32Array.from(rows, (row) => answers.truth[row]),
    predicted: Int32Array.from(rows, (row) => answers.predicted[row]),
    probabilities: Float32Array.from(
      rows.flatMap((row) => [...answers.probabilities.subarray(row * labelCount, (row + 1) * labelCount)]),
    ),
    labelCount,
  });
}

export interface Operating {
  /** Share of the others that are taken for the label. */
  readonly falseAlarms: number;
  /** Share of the label's clips that are not. */
  readonly misses: number;
}

/** Of one label against all others, threshold by threshold, the strictest first. */
export function operatingPoints(
  { probabilities, labels, truth }: Answers,
  rows: readonly number[],
  label: number,
): Operating[] {
  const scored = rows.map((row) => ({
    p: probabilities[row * labels.length + label],
    is: truth[row] === label,
  }));
  scored.sort((a, b) => b.p - a.p);
  const positives = scored.filter(({ is }) => is).length;
  const negatives = scored.length - positives;
  if (positives === 0 || negatives === 0) return [];
  const points: Operating[] = [{ falseAlarms: 0, misses: 1 }];
  let [hits, alarms] = [0, 0];
  scored.forEach(({ p, is }, i) => {
    if (is) hits++;
    else alarms++;
    // equally sure ones are taken together
    if (scored[i + 1]?.p !== p)
      points.push({ falseAlarms: alarms / negatives, misses: 1 - hits / positives });
  });
  return points;
}

/** Area under the ROC curve: how often a clip of the label is surer of it than one of another. */
export function areaUnder(points: readonly Operating[]): number {
  let area = 0;
  for (let i = 1; i < points.length; i++) {
    area +=
      ((points[i].falseAlarms - points[i - 1].falseAlarms) * (2 - points[i].misses - points[i - 1].misses)) /
      2;
  }
  return area;
}

export interface Pair extends McNemar {
  readonly clips: number;
  readonly agreement: number;
  readonly uarA: number;
  readonly uarB: number;
  /** UAR of A less that of B, with the interval of a paired bootstrap. */
  readonly difference: Score;
}

/**
 * Two learners on the clips that both were tested on, under the same labels; null if there are none.
 *
 * @param speakerOf - of a clip's id, where whole speakers are to be drawn
 */
export function pairOf(a: Answers, b: Answers, speakerOf?: (id: string) => string | undefined): Pair | null {
  const shared = labelledRows(a).flatMap((row) => {
    const other = b.rowOf.get(a.ids[row]);
    const isSame = other !== undefined && b.labels[b.truth[other]] === a.labels[a.truth[row]];
    return isSame ? [{ row, other }] : [];
  });
  if (shared.length === 0) return null;
  const labels = [...new Set([...a.labels, ...b.labels])];
  const truth = Int32Array.from(shared, ({ row }) => a.truth[row]);
  const says = Int32Array.from(shared, ({ row }) => a.predicted[row]);
  const saysOther = Int32Array.from(shared, ({ other }) => labels.indexOf(b.labels[b.predicted[other]]));
  const speakers = shared.map(({ row }) => speakerOf?.(a.ids[row]));
  return {
    ...mcnemar(truth, says, saysOther),
    clips: shared.length,
    agreement: says.filter((label, i) => label === saysOther[i]).length / shared.length,
    uarA: uar.score(decided(says)),
    uarB: uar.score(decided(saysOther)),
    difference: bootstrapDifferences([uar], decided(saysOther), decided(says), {
      seed: BOOTSTRAP_SEED,
      ...(speakers.every((one) => one !== undefined) ? { groups: speakers } : {}),
    })[0],
  };

  /** UAR asks for decisions only. */
  function decided(predicted: Int32Array): ScoredAnswers {
    const probabilities = new Float32Array(predicted.length * labels.length);
    return { truth, predicted, probabilities, labelCount: labels.length };
  }
}
