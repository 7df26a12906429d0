/** A magnitude spectrum on a scale of octaves, prepared for subharmonic summation (Hermes 1988, J. Acoust. Soc. Am. 83). */
import { memo } from "../memo.ts";

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
  /** [point], the bin below. */
  readonly below: Int32Array;
  /** [point, of the value below and above, of their curvatures], weighted as the ear does. */
  readonly coefficients: Float64Array;
  /** [bin], of the natural cubic spline through values one apart (Press et al. 2007, section 3.3). */
  readonly pivots: Float64Array;
}

/** @param bins - of the spectrum, 0 Hz to half the sampling rate */
export const octaveScale = memo((bins: number, sampleRate: number): OctaveScale => {
  const binHz = sampleRate / 2 / (bins - 1);
  const pointsPerOctave = (bins - 1) / Math.log2(sampleRate / 2 / LOWEST_HZ);
  const hz = Float64Array.from({ length: bins }, (_, i) => LOWEST_HZ * 2 ** (i / pointsPerOctave));
  const weight = hz.map((f) => 0.5 + Math.atan(3 * Math.log2(f / HALF_WEIGHT_HZ)) / Math.PI);
  const below = Int32Array.from(hz, (f) => Math.min(bins - 2, Math.floor(f / binHz)));
  const coefficients = new Float64Array(4 * bins);
  for (let i = 0; i < bins; i++) {
    const b = hz[i] / binHz - below[i];
    const a = 1 - b;
    coefficients.set(
      [a, b, (a ** 3 - a) / 6, (b ** 3 - b) / 6].map((one) => one * weight[i]),
      4 * i,
    );
  }
  const pivots = new Float64Array(bins);
  for (let k = 1; k < bins - 1; k++) pivots[k] = 1 / (4 - pivots[k - 1]);
  return { points: bins, pointsPerOctave, hz, below, coefficients, pivots };
});
