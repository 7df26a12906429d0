/** Continuous wavelets in time and in frequency, normalised as PyWavelets has them. */
import { ConfigError } from "../base/errors.ts";

/**
 * - gabor: the complex Gabor or Morlet wavelet exp(-t² / bandwidth + 2πi · center · t) / √(π · bandwidth), which
 *   is pywt's cmorB-C; its center is in cycles per unit of time
 * - gaussian: the derivative of that order of exp(-t²), with unit energy and real: pywt's gausP
 */
export type ContinuousWavelet =
  | { readonly kind: "gabor"; readonly bandwidth: number; readonly center: number }
  | { readonly kind: "gaussian"; readonly order: number };

/** PyWavelets' example of a complex Morlet wavelet, cmor1.5-1.0. */
export const GABOR_DEFAULTS = {
  kind: "gabor",
  bandwidth: 1.5,
  center: 1,
} as const satisfies ContinuousWavelet;

/** What a transform needs to know of a wavelet ψ at scale 1. */
export interface WaveletShape {
  /** Real and imaginary part of ψ(t). */
  at(t: number): readonly [re: number, im: number];
  /** The conjugate of ψ's Fourier transform at u cycles per unit, divided by (-i)^quarterTurns: a real number. */
  gain(u: number): number;
  /** The transform is turned by (-i)^quarterTurns. */
  readonly quarterTurns: number;
  /** Beyond these, in cycles per unit, the gain is below 1e-9 of its peak. */
  readonly lowest: number;
  readonly highest: number;
  /** Beyond ±reach, ψ is below 1e-9 of its peak. */
  readonly reach: number;
  /** PyWavelets cuts ψ off at ±support. */
  readonly support: number;
}

/** Standard deviations at which a Gaussian is below 1e-9, with room for the polynomial of a derivative. */
const REACH = 6.5;

/**
 * The shape of a wavelet.
 *
 * @throws ConfigError if bandwidth or center are not positive, or the order is not a whole number from 1 to 8
 */
export function waveletShape(wavelet: ContinuousWavelet): WaveletShape {
  if (wavelet.kind === "gabor") return gaborShape(wavelet.bandwidth, wavelet.center);
  return gaussianShape(wavelet.order);
}

function gaborShape(bandwidth: number, center: number): WaveletShape {
  if (!(bandwidth > 0 && center > 0)) {
    throw new ConfigError(
      `wavelet: expected a positive bandwidth and center, got ${bandwidth} and ${center}.`,
    );
  }
  const peak = 1 / Math.sqrt(Math.PI * bandwidth);
  const spread = REACH / (Math.PI * Math.sqrt(2 * bandwidth));
  return {
    at(t) {
      const envelope = peak * Math.exp((-t * t) / bandwidth);
      const angle = 2 * Math.PI * center * t;
      return [envelope * Math.cos(angle), envelope * Math.sin(angle)];
    },
    gain: (u) => Math.exp(-(Math.PI ** 2) * bandwidth * (u - center) ** 2),
    quarterTurns: 0,
    lowest: center - spread,
    highest: center + spread,
    reach: REACH * Math.sqrt(bandwidth / 2),
    support: 8,
  };
}

function gaussianShape(order: number): WaveletShape {
  if (!Number.isInteger(order) || order < 1 || order > 8) {
    throw new ConfigError(`wavelet: expected an order of 1 to 8, got ${order}.`);
  }
  let energy = Math.sqrt(Math.PI / 2);
  for (let odd = 1; odd < 2 * order; odd += 2) energy *= odd;
  const sign = Math.floor(order / 2) % 2 === 0 ? 1 : -1;
  const scale = sign / Math.sqrt(energy);
  const shift = Math.sqrt(order / 2);
  const highest = (shift + REACH / Math.SQRT2) / Math.PI;
  return {
    at(t) {
      // Hermite's recurrence for the derivatives: f(k+1) = -2 (t f(k) + k f(k-1))
      let before = 0;
      let value = Math.exp(-t * t);
      for (let k = 0; k < order; k++) [before, value] = [value, -2 * (t * value + k * before)];
      return [scale * value, 0];
    },
    gain: (u) => scale * Math.sqrt(Math.PI) * (2 * Math.PI * u) ** order * Math.exp(-((Math.PI * u) ** 2)),
    quarterTurns: order,
    lowest: -highest,
    highest,
    reach: shift + REACH / Math.SQRT2,
    support: 5,
  };
}
