/** Whether a recogniser is right as often as it says: answers by how sure they are, beside how often they are right. */
import { assertAnswers } from "./confusion.ts";
import type { ScoredAnswers } from "./metric.ts";
import { wilson } from "./wilson.ts";

/** Usual since Guo et al. 2017; of equal mass, since most answers are about equally sure. */
export const BINS = 15;

export interface ReliabilityBin {
  /** Mean probability of the label that was decided. */
  readonly confidence: number;
  /** Share of right answers. */
  readonly accuracy: number;
  /** Clips; a clip may stand in two bins with a part each. */
  readonly n: number;
  /** 95 % Wilson interval of the accuracy. */
  readonly low: number;
  readonly high: number;
}

/**
 * Answers in order of the probability of what was decided, in bins of the same number of clips, the least sure first.
 * Equally sure ones count as right as they are together, so that their order does not matter.
 *
 * @throws RangeError as `assertAnswers`
 * @see Nguyen & O'Connor 2015, Posterior calibration and exploratory analysis for natural language processing models
 */
export function reliabilityOf(answers: ScoredAnswers, bins = BINS): ReliabilityBin[] {
  assertAnswers(answers);
  const sorted = bySureness(answers);
  const size = answers.truth.length / bins;
  let [group, left] = [0, sorted[0].n];
  return Array.from({ length: bins }, () => {
    let [missing, confidence, right] = [size, 0, 0];
    while (missing > 1e-9 * size && group < sorted.length) {
      const taken = Math.min(missing, left);
      confidence += taken * sorted[group].confidence;
      right += (taken * sorted[group].right) / sorted[group].n;
      missing -= taken;
      left -= taken;
      if (left <= 1e-9 * size && ++group < sorted.length) left = sorted[group].n;
    }
    return { confidence: confidence / size, accuracy: right / size, n: size, ...wilson(right, size) };
  });
}

/** Answers that are equally sure, together, the least sure first. */
export function bySureness({ truth, predicted, probabilities, labelCount }: ScoredAnswers) {
  const confidenceOf = (clip: number): number => probabilities[clip * labelCount + predicted[clip]];
  const [right, wrong] = [true, false].map((is) => {
    const some = new Float64Array(truth.length);
    let count = 0;
    for (let clip = 0; clip < truth.length; clip++) {
      if ((truth[clip] === predicted[clip]) === is) some[count++] = confidenceOf(clip);
    }
    return some.subarray(0, count).sort();
  });
  const groups: { confidence: number; n: number; right: number }[] = [];
  for (let [r, w] = [0, 0]; r < right.length || w < wrong.length; ) {
    const confidence = Math.min(right[r] ?? Number.POSITIVE_INFINITY, wrong[w] ?? Number.POSITIVE_INFINITY);
    const [firstRight, firstWrong] = [r, w];
    while (right[r] === confidence) r++;
    while (wrong[w] === confidence) w++;
    groups.push({ confidence, n: r - firstRight + (w - firstWrong), right: r - firstRight });
  }
  return groups;
}
