/**
 * The Teager-Kaiser energy x[n]² - x[n-1] x[n+1], [sample]: A² sin²ω of a tone with amplitude A and ω radians per
 * sample. The two ends repeat their neighbours; fewer than three samples have none.
 *
 * @see Kaiser 1990, On a simple algorithm to calculate the "energy" of a signal
 */
export function teagerEnergy(samples: Float32Array | Float64Array): Float64Array<ArrayBuffer> {
  const n = samples.length;
  const energy = new Float64Array(n);
  if (n < 3) return energy;
  for (let i = 1; i < n - 1; i++) energy[i] = samples[i] * samples[i] - samples[i - 1] * samples[i + 1];
  energy[0] = energy[1];
  energy[n - 1] = energy[n - 2];
  return energy;
}
