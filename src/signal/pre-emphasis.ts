/** Pre-emphasis: a first-order high-pass that lifts the upper spectrum of speech. */

/**
 * y[n] = x[n] - coefficient · x[n-1], [sample]; the first value is 3 x[0] - x[1], the filter's state by linear
 * extrapolation as librosa has it (a single sample counts as repeated).
 *
 * @see librosa.effects.preemphasis (0.11)
 */
export function preEmphasis(samples: Float32Array, coefficient: number): Float32Array<ArrayBuffer> {
  const output = new Float32Array(samples.length);
  if (samples.length === 0) return output;
  output[0] = 3 * samples[0] - samples[Math.min(1, samples.length - 1)];
  for (let n = 1; n < samples.length; n++) output[n] = samples[n] - coefficient * samples[n - 1];
  return output;
}
