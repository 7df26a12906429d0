/** A magnitude spectrum on a scale of octaves, prepared for subharmonic summation (Hermes 1988, J. Acoust. Soc. Am. 83). */

/** The lowest frequency of the scale. */
const LOWEST_HZ = 25;

/** Frequency at which the ear's weight is a half. */
const HALF_WEIGHT_HZ = 32;

export interface OctaveScale {
  /** As many as there are bins in the spectrum. */
  readonly points: number;
  readonly pointsPerOctave: number;
  /** [point] */
  readonly hz: Float64Array;
  /** Peaks of a spectrum, smoothed and weighted, on the scale; overwritten by the next call. */
  transform(power: Float64Array): Float64Array;
}

/** @param bins - of the spectrum, 0 Hz to half the sampling rate */
export function createOctaveScale(bins: number, sampleRate: number): OctaveScale {
  const binHz = sampleRate / 2 / (bins - 1);
  const pointsPerOctave = (bins - 1) / Math.log2(sampleRate / 2 / LOWEST_HZ);
  const hz = Float64Array.from({ length: bins }, (_, i) => LOWEST_HZ * 2 ** (i / pointsPerOctave));
  const weight = hz.map((f) => 0.5 + Math.atan(3 * Math.log2(f / HALF_WEIGHT_HZ)) / Math.PI);
  const below = Int32Array.from(hz, (f) => Math.min(bins - 2, Math.floor(f / binHz)));
  const coefficients = new Float64Array(4 * bins); // [point, of the value below and above, of their curvatures]
  for (let i = 0; i < bins; i++) {
    const b = hz[i] / binHz - below[i];
    const a = 1 - b;
    coefficients.set(
      [a, b, (a ** 3 - a) / 6, (b ** 3 - b) / 6].map((one) => one * weight[i]),
      4 * i,
    );
  }
  const magnitude = new Float64Array(bins);
  const peaks = new Float64Array(bins);
  const smooth = new Float64Array(bins);
  const curvature = new Float64Array(bins);
  const spline = createSpline(bins);
  const result = new Float64Array(bins);
  return {
    points: bins,
    pointsPerOctave,
    hz,
    transform(power) {
      for (let k = 0; k < bins; k++) magnitude[k] = Math.sqrt(power[k]);
      keepPeaks(magnitude, peaks);
      smooth[0] = peaks[0];
      smooth[bins - 1] = peaks[bins - 1];
      for (let k = 1; k < bins - 1; k++) smooth[k] = 0.25 * (peaks[k - 1] + peaks[k + 1]) + 0.5 * peaks[k];
      spline(smooth, curvature);
      for (let i = 0; i < bins; i++) {
        const k = below[i];
        const value =
          coefficients[4 * i] * smooth[k] +
          coefficients[4 * i + 1] * smooth[k + 1] +
          coefficients[4 * i + 2] * curvature[k] +
          coefficients[4 * i + 3] * curvature[k + 1];
        result[i] = value > 0 ? value : 0;
      }
      return result;
    },
  };
}

/** Zeros wherever there is no local maximum within two bins. */
function keepPeaks(magnitude: Float64Array, peaks: Float64Array): void {
  peaks.fill(0);
  const last = magnitude.length - 1;
  for (let k = 1; k < last; k++) {
    if (!(magnitude[k] > magnitude[k - 1] && magnitude[k] >= magnitude[k + 1])) continue;
    const to = Math.min(last, k + 2);
    for (let i = Math.max(0, k - 2); i <= to; i++) peaks[i] = magnitude[i];
  }
}

/** Second derivatives of the natural cubic spline through values one apart (Press et al. 2007, section 3.3). */
function createSpline(length: number): (values: Float64Array, curvature: Float64Array) => void {
  const pivot = new Float64Array(length);
  for (let k = 1; k < length - 1; k++) pivot[k] = 1 / (4 - pivot[k - 1]);
  return (values, curvature) => {
    curvature[0] = 0;
    for (let k = 1; k < length - 1; k++) {
      const bend = 6 * (values[k - 1] - 2 * values[k] + values[k + 1]);
      curvature[k] = (bend - curvature[k - 1]) * pivot[k];
    }
    curvature[length - 1] = 0;
    for (let k = length - 2; k > 0; k--) curvature[k] -= pivot[k] * curvature[k + 1];
  };
}
