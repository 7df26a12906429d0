/** Bootstrap intervals: how much a score would move with other clips, or other speakers, of the same kind. */
import { createRandom } from "../base/random.ts";
import { rangeOf } from "../base/range.ts";
import type { Metric, Score, ScoredAnswers } from "./metric.ts";

/** The same resamples for every learner of every run and every comparison, so that intervals can be compared. */
export const BOOTSTRAP_SEED = 1;

export interface BootstrapOptions {
  readonly seed: number;
  readonly resamples?: number;
  /**
   * [clip], the clip's group (speaker). Whole groups are then drawn, which gives the honest, wider interval for
   * new groups. With fewer than two groups clips are drawn.
   */
  readonly groups?: readonly string[];
  /** Told after every resample. */
  readonly tell?: ((done: number, total: number) => void) | undefined;
}

/**
 * Scores with 95 % percentile intervals; all metrics see the same resamples.
 *
 * @returns one score per metric; none if there is no clip
 * @see Efron & Tibshirani 1993, An Introduction to the Bootstrap, ch. 13
 */
export function bootstrapScores(
  metrics: readonly Metric[],
  answers: ScoredAnswers,
  options: BootstrapOptions,
): Score[] {
  const n = answers.truth.length;
  if (n === 0) return [];
  const values = metrics.map((): number[] => []);
  const resampled = resample([answers], options, ([drawn]) => {
    for (const [i, metric] of metrics.entries()) values[i].push(metric.score(drawn));
  });
  return metrics.map((metric, i) => ({
    metric: metric.id,
    value: metric.score(answers),
    ...interval(values[i]),
    n,
    resampled,
  }));
}

/**
 * How much more the second one scores than the first on the same clips, with 95 % percentile intervals: both see the same
 * resamples, so that what makes clips hard for both does not widen the interval.
 *
 * @param first - of the same clips in the same order as `second`
 * @returns one difference per metric; none if there is no clip
 * @see Efron & Tibshirani 1993, An Introduction to the Bootstrap, ch. 16
 */
export function bootstrapDifferences(
  metrics: readonly Metric[],
  first: ScoredAnswers,
  second: ScoredAnswers,
  options: BootstrapOptions,
): Score[] {
  const n = first.truth.length;
  if (n === 0) return [];
  const values = metrics.map((): number[] => []);
  const resampled = resample([first, second], options, ([a, b]) => {
    for (const [i, metric] of metrics.entries()) values[i].push(metric.score(b) - metric.score(a));
  });
  return metrics.map((metric, i) => ({
    metric: metric.id,
    value: metric.score(second) - metric.score(first),
    ...interval(values[i]),
    n,
    resampled,
  }));
}

/**
 * Draws clips, or groups of them, with replacement: the same ones for all answers.
 *
 * @param use - what is done with every resample; its arrays are used again for the next one
 */
function resample(
  answers: readonly ScoredAnswers[],
  { seed, resamples = 2000, groups, tell }: BootstrapOptions,
  use: (drawn: readonly ScoredAnswers[]) => void,
): Score["resampled"] {
  const units = unitsOf(answers[0].truth.length, groups);
  const random = createRandom(seed);
  const clips = new Int32Array(units.longest);
  const room = answers.map(({ labelCount }) => ({
    truth: new Int32Array(units.longest),
    predicted: new Int32Array(units.longest),
    probabilities: new Float32Array(units.longest * labelCount),
  }));
  for (let done = 0; done < resamples; done++) {
    let length = 0;
    for (let draw = 0; draw < units.list.length; draw++) {
      for (const clip of units.list[random.integer(units.list.length)]) clips[length++] = clip;
    }
    const drawn = answers.map(({ truth, predicted, probabilities, labelCount }, a) => {
      const own = room[a];
      for (let i = 0; i < length; i++) {
        own.truth[i] = truth[clips[i]];
        own.predicted[i] = predicted[clips[i]];
        const from = clips[i] * labelCount;
        for (let label = 0; label < labelCount; label++) {
          own.probabilities[i * labelCount + label] = probabilities[from + label];
        }
      }
      return {
        truth: own.truth.subarray(0, length),
        predicted: own.predicted.subarray(0, length),
        probabilities: own.probabilities.subarray(0, length * labelCount),
        labelCount,
      };
    });
    use(drawn);
    tell?.(done + 1, resamples);
  }
  return units.resampled;
}

function interval(values: readonly number[]): { low: number; high: number } {
  const sorted = Float64Array.from(values).sort();
  return { low: quantile(sorted, 0.025), high: quantile(sorted, 0.975) };
}

/** What is drawn, and the most clips that a resample can have. */
export function unitsOf(
  n: number,
  groups: readonly string[] | undefined,
): { list: readonly Int32Array[]; longest: number; resampled: Score["resampled"] } {
  const byGroup = new Map<string, number[]>();
  groups?.forEach((group, clip) => {
    const members = byGroup.get(group);
    if (members === undefined) byGroup.set(group, [clip]);
    else members.push(clip);
  });
  if (byGroup.size < 2) {
    return { list: Array.from({ length: n }, (_, i) => Int32Array.of(i)), longest: n, resampled: "clip" };
  }
  const list = [...byGroup.values()].map((members) => Int32Array.from(members));
  const { high: largest } = rangeOf(list.map((members) => members.length));
  return { list, longest: largest * list.length, resampled: "speaker" };
}

/**
 * The quantile of sorted numbers, interpolated linearly as numpy does.
 *
 * @param sorted - ascending, at least one
 * @param share - 0 to 1
 */
export function quantile(sorted: Float64Array, share: number): number {
  const at = share * (sorted.length - 1);
  const below = Math.floor(at);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
}
