/** Raises a spectrum by 6 dB per octave from a frequency on, in float64 and in place; the first sample stays, as in Praat. */
export function emphasise(samples: Float64Array, fromHz: number, sampleRate: number): void {
  const factor = Math.exp((-2 * Math.PI * fromHz) / sampleRate);
  for (let n = samples.length - 1; n > 0; n--) samples[n] -= factor * samples[n - 1];
}
