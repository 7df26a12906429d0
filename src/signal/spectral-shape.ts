/**
 * The shape of one spectrum in a few numbers, and how much it changes. Sums take several bins at a time, so that few
 * additions wait for each other.
 */

/**
 * The mean frequency of a spectrum in Hz, weighted by magnitude; 0 for a spectrum of zeros.
 *
 * @param magnitude - [bin], bin k at k · binHz
 * @see librosa.feature.spectral_centroid (0.11)
 */
export function spectralCentroid(magnitude: Float64Array, binHz: number): number {
  let total = 0;
  let first = 0;
  let bin = 0;
  for (; bin + 3 < magnitude.length; bin += 4) {
    const a = magnitude[bin];
    const b = magnitude[bin + 1];
    const c = magnitude[bin + 2];
    const d = magnitude[bin + 3];
    const four = a + b + (c + d);
    total += four;
    first += four * bin + (b + 2 * c + 3 * d);
  }
  for (; bin < magnitude.length; bin++) {
    total += magnitude[bin];
    first += magnitude[bin] * bin;
  }
  return total === 0 ? 0 : (first / total) * binHz;
}

/**
 * (Σ magnitude · |f - centroid|^exponent / Σ magnitude)^(1 / exponent) in Hz: the standard deviation about the centroid
 * for exponent 2; 0 for a spectrum of zeros.
 *
 * @see librosa.feature.spectral_bandwidth (0.11)
 */
export function spectralBandwidth(
  magnitude: Float64Array,
  binHz: number,
  centroidHz: number,
  exponent = 2,
): number {
  const center = centroidHz / binHz;
  let total = 0;
  let sum = 0;
  if (exponent === 2) {
    let bin = 0;
    for (; bin + 3 < magnitude.length; bin += 4) {
      const a = magnitude[bin];
      const b = magnitude[bin + 1];
      const c = magnitude[bin + 2];
      const d = magnitude[bin + 3];
      const away = bin - center;
      total += a + b + (c + d);
      sum +=
        a * away * away +
        b * (away + 1) * (away + 1) +
        (c * (away + 2) * (away + 2) + d * (away + 3) * (away + 3));
    }
    for (; bin < magnitude.length; bin++) {
      total += magnitude[bin];
      sum += magnitude[bin] * (bin - center) * (bin - center);
    }
  } else {
    for (let bin = 0; bin < magnitude.length; bin++) {
      total += magnitude[bin];
      sum += magnitude[bin] * Math.abs(bin - center) ** exponent;
    }
  }
  return total === 0 ? 0 : (sum / total) ** (1 / exponent) * binHz;
}

/**
 * The frequency in Hz of the lowest bin at or below which the share of the magnitude lies; 0 for a spectrum of zeros.
 *
 * @param share - 0 to 1
 * @see librosa.feature.spectral_rolloff (0.11)
 */
export function spectralRolloff(magnitude: Float64Array, binHz: number, share: number): number {
  const threshold = share * sumOf(magnitude);
  let below = 0;
  let bin = 0;
  for (; bin + 3 < magnitude.length; bin += 4) {
    const four = magnitude[bin] + magnitude[bin + 1] + (magnitude[bin + 2] + magnitude[bin + 3]);
    if (below + four >= threshold) break;
    below += four;
  }
  for (; bin < magnitude.length; bin++) {
    below += magnitude[bin];
    if (below >= threshold) return bin * binHz;
  }
  return 0;
}

function sumOf(values: Float64Array): number {
  let sum = 0;
  let i = 0;
  for (; i + 3 < values.length; i += 4) sum += values[i] + values[i + 1] + (values[i + 2] + values[i + 3]);
  for (; i < values.length; i++) sum += values[i];
  return sum;
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
  let bin = 0;
  for (; bin + 1 < current.length; bin += 2) {
    const a0 = previous[bin];
    const a1 = previous[bin + 1];
    const b0 = current[bin];
    const b1 = current[bin + 1];
    product += a0 * b0 + a1 * b1;
    aa += a0 * a0 + a1 * a1;
    bb += b0 * b0 + b1 * b1;
  }
  for (; bin < current.length; bin++) {
    product += previous[bin] * current[bin];
    aa += previous[bin] * previous[bin];
    bb += current[bin] * current[bin];
  }
  if (aa === 0 || bb === 0) return aa === bb ? 0 : 1;
  return Math.sqrt(Math.max(0, 2 - (2 * product) / Math.sqrt(aa * bb)));
}
