/** What a group's clips are taken for too often or too seldom, where it is known how often each label is theirs. */

/** Of a probability: what was ruled out may be so by rounding, and a vote rules out whatever nobody votes for. */
const LEAST = 1e-4;

const MOST_ROUNDS = 1000;
const CLOSE_ENOUGH = 1e-5;

/**
 * Factors of the labels' probabilities with which the mean answer to the clips is `shares`, as far as it is believed.
 *
 * @param probabilities - [clip, label]
 * @param shares - [label], how often each label is right; above 0, summing to 1
 * @param shrinkage - in clips
 * @returns [label], around 1; all 1 for no clips
 * @example
 * fitLeaning(Float32Array.of(0.8, 0.2, 0.6, 0.4), [0.5, 0.5], 0); // under 1, over 1
 */
export function fitLeaning(
  probabilities: Float32Array,
  shares: readonly number[],
  shrinkage: number,
): Float32Array<ArrayBuffer> {
  return shrinkLeaning(evenFactors(probabilities, shares), probabilities.length / shares.length, shrinkage);
}

/**
 * What is believed of factors that n clips showed: these to the power of n / (n + shrinkage).
 *
 * @param factors - [label]
 * @param shrinkage - in clips
 */
export function shrinkLeaning(
  factors: Float64Array,
  clips: number,
  shrinkage: number,
): Float32Array<ArrayBuffer> {
  const known = clips === 0 ? 0 : clips / (clips + shrinkage);
  return Float32Array.from(factors, (factor) => factor ** known);
}

/**
 * Factors with which the mean answer is `shares`: scaling of rows and columns in turns (Sinkhorn & Knopp 1967).
 *
 * @returns [label], as `fitLeaning` without shrinkage
 */
export function evenFactors(probabilities: Float32Array, shares: readonly number[]): Float64Array {
  const labels = shares.length;
  const clips = probabilities.length / labels;
  if (clips === 0) return new Float64Array(labels).fill(1);
  const likely = Float64Array.from(probabilities, (p) => Math.max(p, LEAST));
  const factors = new Float64Array(labels).fill(1);
  const means = new Float64Array(labels);
  let off = Number.POSITIVE_INFINITY;
  for (let round = 0; round < MOST_ROUNDS && off > CLOSE_ENOUGH; round++) {
    means.fill(0);
    for (let at = 0; at < likely.length; at += labels) {
      let sum = 0;
      for (let label = 0; label < labels; label++) sum += likely[at + label] * factors[label];
      for (let label = 0; label < labels; label++)
        means[label] += (likely[at + label] * factors[label]) / sum / clips;
    }
    off = 0;
    for (let label = 0; label < labels; label++) {
      const change = shares[label] / means[label];
      off = Math.max(off, Math.abs(change - 1));
      factors[label] *= change;
    }
  }
  // only their ratios matter
  const middle = Math.exp(factors.reduce((sum, factor) => sum + Math.log(factor), 0) / labels);
  return factors.map((factor) => factor / middle);
}
