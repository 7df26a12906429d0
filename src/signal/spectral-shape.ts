/** The shape of one spectrum in a few numbers, and how much it changes. */

/** Where the magnitude of a spectrum lies, in Hz. */
export interface SpectralShape {
  /** Mean frequency, weighted by magnitude. */
  centroidHz: number;
  /** Standard deviation about the centroid, weighted by magnitude. */
  bandwidthHz: number;
  /** The lowest bin at or below which the given share of the magnitude lies. */
  rolloffHz: number;
}

/**
 * Writes the shape of a magnitude spectrum; all zeros for a spectrum of zeros.
 *
 * @param magnitude - [bin], bin k at k · binHz
 * @param rolloffShare - 0 to 1
 * @see librosa.feature.spectral_centroid, spectral_bandwidth, spectral_rolloff (0.11)
 */
export function writeSpectralShape(
  magnitude: Float64Array,
  binHz: number,
  rolloffShare: number,
  shape: SpectralShape,
): void {
  let total = 0;
  let first = 0;
  for (let bin = 0; bin < magnitude.length; bin++) {
    total += magnitude[bin];
    first += magnitude[bin] * bin;
  }
  if (total === 0) {
    shape.centroidHz = 0;
    shape.bandwidthHz = 0;
    shape.rolloffHz = 0;
    return;
  }
  const center = first / total;
  let second = 0;
  let below = 0;
  let rolloff = -1;
  for (let bin = 0; bin < magnitude.length; bin++) {
    second += magnitude[bin] * (bin - center) ** 2;
    below += magnitude[bin];
    if (rolloff < 0 && below >= rolloffShare * total) rolloff = bin;
  }
  shape.centroidHz = center * binHz;
  shape.bandwidthHz = Math.sqrt(second / total) * binHz;
  shape.rolloffHz = rolloff * binHz;
}

/**
 * ln of the geometric over the arithmetic mean of a power spectrum: 0 for a flat one, negative otherwise.
 *
 * @param power - [bin]; powers below `floor` count as `floor`
 * @see librosa.feature.spectral_flatness (0.11), amin 1e-10
 */
export function lnSpectralFlatness(power: Float64Array, floor = 1e-10): number {
  // ln of products of four: a quarter of the logarithms; powers of 1e±75 still fit
  let logs = 0;
  let sum = 0;
  const whole = power.length - (power.length % 4);
  for (let bin = 0; bin < whole; bin += 4) {
    const a = Math.max(power[bin], floor);
    const b = Math.max(power[bin + 1], floor);
    const c = Math.max(power[bin + 2], floor);
    const d = Math.max(power[bin + 3], floor);
    logs += Math.log(a * b * (c * d));
    sum += a + b + (c + d);
  }
  for (let bin = whole; bin < power.length; bin++) {
    const value = Math.max(power[bin], floor);
    logs += Math.log(value);
    sum += value;
  }
  return logs / power.length - Math.log(sum / power.length);
}

/**
 * The spectral flux: Euclidean distance of two magnitude spectra that are first scaled to unit length, 0 to √2.
 * A spectrum of zeros stays zero.
 */
export function spectralFlux(previous: Float64Array, current: Float64Array): number {
  let product = 0;
  let aa = 0;
  let bb = 0;
  for (let bin = 0; bin < current.length; bin++) {
    product += previous[bin] * current[bin];
    aa += previous[bin] * previous[bin];
    bb += current[bin] * current[bin];
  }
  if (aa === 0 || bb === 0) return aa === bb ? 0 : 1;
  return Math.sqrt(Math.max(0, 2 - (2 * product) / Math.sqrt(aa * bb)));
}
