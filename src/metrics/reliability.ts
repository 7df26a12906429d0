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
  const { groups, confidence, n, right } = bySureness(answers);
  const size = answers.truth.length / bins;
  let [group, left] = [0, n[0]];
  return Array.from({ length: bins }, () => {
    let [missing, sure, rights] = [size, 0, 0];
    while (missing > 1e-9 * size && group < groups) {
      const taken = Math.min(missing, left);
      sure += taken * confidence[group];
      rights += (taken * right[group]) / n[group];
      missing -= taken;
      left -= taken;
      if (left <= 1e-9 * size && ++group < groups) left = n[group];
    }
    return { confidence: sure / size, accuracy: rights / size, n: size, ...wilson(rights, size) };
  });
}

/** Answers that are equally sure, together, the least sure first; of each array as many as there are groups. */
export interface BySureness {
  readonly groups: number;
  readonly confidence: Float32Array;
  /** Answers. */
  readonly n: Uint32Array;
  /** Right ones among them. */
  readonly right: Uint32Array;
}

/** Bootstraps ask thousands of times: nothing is made for an answer. */
export function bySureness({ truth, predicted, probabilities, labelCount }: ScoredAnswers): BySureness {
  const length = truth.length;
  const sure = new Float32Array(length);
  const bits = new Uint32Array(sure.buffer);
  for (let clip = 0; clip < length; clip++) sure[clip] = probabilities[clip * labelCount + predicted[clip]];
  // numbers of no sign are in the order of their bits; the bit of the sign gives way to whether the answer is right
  for (let clip = 0; clip < length; clip++)
    bits[clip] = (bits[clip] << 1) | Number(truth[clip] === predicted[clip]);
  const sorted = radixSort(bits);
  const [confidence, n, right] = [new Float32Array(length), new Uint32Array(length), new Uint32Array(length)];
  const confidenceBits = new Uint32Array(confidence.buffer);
  let groups = 0;
  for (let i = 0; i < length; i++) {
    const own = sorted[i] >>> 1;
    if (i === 0 || own !== confidenceBits[groups - 1]) confidenceBits[groups++] = own;
    n[groups - 1]++;
    right[groups - 1] += sorted[i] & 1;
  }
  return { groups, confidence, n, right };
}

const DIGIT_BITS = 11;
const DIGITS = 1 << DIGIT_BITS;

/** Ascending; the array that is given is used up. */
function radixSort(keys: Uint32Array<ArrayBuffer>): Uint32Array {
  let [from, to] = [keys, new Uint32Array(keys.length)];
  const starts = new Uint32Array(DIGITS);
  for (let shift = 0; shift < 32; shift += DIGIT_BITS) {
    starts.fill(0);
    for (let i = 0; i < from.length; i++) starts[(from[i] >>> shift) & (DIGITS - 1)]++;
    let sum = 0;
    for (let digit = 0; digit < DIGITS; digit++) {
      const count = starts[digit];
      starts[digit] = sum;
      sum += count;
    }
    for (let i = 0; i < from.length; i++) to[starts[(from[i] >>> shift) & (DIGITS - 1)]++] = from[i];
    [from, to] = [to, from];
  }
  return from;
}
