/**
 * Spectro-temporal modulation: two-dimensional Gabor filters on a log mel spectrogram (Schädler, Meyer & Kollmeier 2012,
 * J. Acoust. Soc. Am. 131: 4134-4151; equations are theirs). Values are those of the authors' GBFB 3.0.
 */
import type { Matrix } from "../base/matrix.ts";
import { createComplexFft } from "./fft.ts";
import { memo } from "./memo.ts";
import { checkSize } from "./size.ts";

export interface GaborSettings {
  /** Half-waves under a filter's envelope. */
  readonly halfWaves: number;
  /** Spacing of the spectral modulation frequencies, relative to a filter's width. */
  readonly spectralDistance: number;
  /** Spacing of the temporal modulation frequencies. */
  readonly temporalDistance: number;
  /** Longest filter, frames. */
  readonly maxFrames: number;
}

/** Highest modulation frequency, radians per band and per frame. */
const MAX_OMEGA = Math.PI / 2;
/** The longest spectral filter, in spectrograms' heights. */
const MAX_HEIGHTS = 3;

/** One output row: weights of the spectrogram's values around a frame, [band, tap], the tap of the frame in the middle. */
interface Row {
  readonly firstBand: number;
  readonly taps: number;
  readonly weights: Float64Array;
}

/**
 * The real parts of the filters' outputs, rows = filters at their bands, cols = frames. Filters go through temporal
 * modulation frequencies from 0 upwards, in each through spectral ones from the most negative; every filter is kept at
 * bands a quarter of its height apart. The first and the last frame repeat beyond the ends; of what sticks out above
 * and below, each filter's response to a constant is taken away, so that constants give 0 but for the filter without
 * modulation.
 *
 * @param spectrogram - rows = bands, cols = frames, logarithmic
 * @throws ConfigError for more than 2^28 numbers
 */
export function gaborFeatures(
  spectrogram: Matrix,
  { halfWaves, spectralDistance, temporalDistance, maxFrames }: GaborSettings,
): Matrix<Float32Array<ArrayBuffer>> {
  const { rows: bands, cols: frames, data: spectra } = spectrogram;
  const rows = gaborRows(bands, halfWaves, spectralDistance, temporalDistance, maxFrames);
  checkSize("hopMs, nMels", "the Gabor features", rows.length * frames, "Raise hopMs or lower nMels.");
  const context = Math.floor(maxFrames / 2);
  const width = frames + 2 * context;
  const padded = new Float64Array(bands * width);
  for (let band = 0; band < bands; band++) {
    const row = spectra.subarray(band * frames, (band + 1) * frames);
    padded.fill(row[0], band * width, band * width + context);
    padded.set(row, band * width + context);
    padded.fill(row[frames - 1], band * width + context + frames, (band + 1) * width);
  }
  const data = new Float32Array(rows.length * frames);
  const sums = new Float64Array(frames);
  rows.forEach(({ firstBand, taps, weights }, row) => {
    sums.fill(0);
    for (let band = firstBand, i = 0; i < weights.length; band++, i += taps) {
      correlate(padded, band * width + context - (taps - 1) / 2, weights.subarray(i, i + taps), sums);
    }
    data.set(sums, row * frames);
  });
  return { rows: rows.length, cols: frames, data };
}

/** Adds Σ weights[tap] · values[from + t + tap] to sums[t]; four taps at a time, to write every sum less often. */
function correlate(values: Float64Array, from: number, weights: Float64Array, sums: Float64Array): void {
  const whole = weights.length - (weights.length % 4);
  for (let tap = 0; tap < whole; tap += 4) {
    const w0 = weights[tap];
    const w1 = weights[tap + 1];
    const w2 = weights[tap + 2];
    const w3 = weights[tap + 3];
    for (let t = 0, at = from + tap; t < sums.length; t++, at++) {
      sums[t] += w0 * values[at] + w1 * values[at + 1] + (w2 * values[at + 2] + w3 * values[at + 3]);
    }
  }
  for (let tap = whole; tap < weights.length; tap++) {
    const weight = weights[tap];
    for (let t = 0, at = from + tap; t < sums.length; t++, at++) sums[t] += weight * values[at];
  }
}

const gaborRows = memo(
  (
    bands: number,
    halfWaves: number,
    spectralDistance: number,
    temporalDistance: number,
    maxFrames: number,
  ): Row[] => {
    const maxBands = MAX_HEIGHTS * bands;
    const positive = modulationFrequencies(maxBands, halfWaves, spectralDistance);
    const spectral = [...positive.map((omega) => -omega).reverse(), 0, ...positive];
    const temporal = [0, ...modulationFrequencies(maxFrames, halfWaves, temporalDistance)];
    return temporal.flatMap((omegaN) =>
      spectral
        .filter((omegaK) => omegaN > 0 || omegaK >= 0) // the rest are the same filters again
        .flatMap((omegaK) =>
          rowsOf(carrier(omegaK, halfWaves, maxBands), carrier(omegaN, halfWaves, maxFrames), bands),
        ),
    );
  },
);

/** Ascending, in radians, without 0 (equations 2a and 2b). */
function modulationFrequencies(maxSize: number, halfWaves: number, distance: number): number[] {
  const lowest = (Math.PI * halfWaves) / maxSize;
  const c = (distance * 8) / halfWaves;
  const space = (1 + c / 2) / (1 - c / 2);
  const omegas = [MAX_OMEGA];
  while (omegas[0] / space > lowest) omegas.unshift(MAX_OMEGA / space ** omegas.length);
  return omegas;
}

/** One dimension of a filter: a Hann envelope about the middle, and the envelope times exp(i omega n) (equation 1). */
interface Carrier {
  readonly omega: number;
  readonly envelope: Float64Array;
  readonly re: Float64Array;
  readonly im: Float64Array;
}

function carrier(wanted: number, halfWaves: number, maxSize: number): Carrier {
  const period = (Math.PI * halfWaves) / Math.abs(wanted);
  const omega = period > maxSize ? 0 : wanted;
  const size = Math.min(period, maxSize);
  const half = Math.ceil(size / 2) - 1;
  const length = 2 * half + 1;
  const envelope = Float64Array.from(
    { length },
    (_, n) => 0.5 + 0.5 * Math.cos((2 * Math.PI * (n - half)) / size),
  );
  return {
    omega,
    envelope,
    re: envelope.map((value, n) => value * Math.cos(omega * (n - half))),
    im: envelope.map((value, n) => value * Math.sin(omega * (n - half))),
  };
}

/** The output rows of one filter, from low bands to high ones. */
function rowsOf(k: Carrier, n: Carrier, bands: number): Row[] {
  const height = k.envelope.length;
  const taps = n.envelope.length;
  const { re, magnitude } = filter(k, n);
  const constant = k.omega === 0 && n.omega === 0;
  const step = Math.max(1, Math.floor(height / 4));
  const rows: Row[] = [];
  for (let middle = Math.floor(bands / 2) % step; middle < bands; middle += step) {
    const half = (height - 1) / 2;
    const firstBand = Math.max(0, middle - half);
    const lastBand = Math.min(bands - 1, middle + half);
    const weights = new Float64Array((lastBand - firstBand + 1) * taps);
    const magnitudes = new Float64Array(weights.length);
    let response = 0; // to a constant spectrogram
    let weight = 0;
    for (let band = firstBand, at = 0; band <= lastBand; band++) {
      // a convolution: the filter is turned about its middle
      for (let tap = taps - 1; tap >= 0; tap--, at++) {
        const from = (middle - band + half) * taps + tap;
        weights[at] = re[from];
        magnitudes[at] = magnitude[from];
        response += re[from];
        weight += magnitude[from];
      }
    }
    if (!constant) for (let i = 0; i < weights.length; i++) weights[i] -= (magnitudes[i] / weight) * response;
    rows.push({ firstBand, taps, weights });
  }
  return rows;
}

/** The filter of two carriers, without its mean and with a largest gain of 1: [band, tap], real part and magnitude. */
function filter(k: Carrier, n: Carrier): { re: Float64Array; magnitude: Float64Array } {
  const constant = k.omega === 0 && n.omega === 0;
  const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);
  // The carriers are symmetric about the middle in their real and antisymmetric in their imaginary parts: means are real.
  const share = constant ? 0 : (sum(k.re) * sum(n.re)) / (sum(k.envelope) * sum(n.envelope));
  const taps = n.envelope.length;
  const re = new Float64Array(k.envelope.length * taps);
  const magnitude = new Float64Array(re.length);
  const gain = constant ? Math.SQRT2 * sum(k.envelope) * sum(n.envelope) : largestGain(k, n, share);
  for (let band = 0, at = 0; band < k.envelope.length; band++) {
    for (let tap = 0; tap < taps; tap++, at++) {
      const real =
        k.re[band] * n.re[tap] - k.im[band] * n.im[tap] - share * k.envelope[band] * n.envelope[tap];
      const imaginary = k.re[band] * n.im[tap] + k.im[band] * n.re[tap];
      re[at] = real / gain;
      magnitude[at] = Math.hypot(real, imaginary) / gain;
    }
  }
  return { re, magnitude };
}

/** The largest magnitude of the filter's discrete Fourier transform, by those of its two dimensions. */
function largestGain(k: Carrier, n: Carrier, share: number): number {
  const [carrierK, carrierN] = [spectrumOf(k.re, k.im), spectrumOf(n.re, n.im)];
  const [envelopeK, envelopeN] = [k, n].map(({ envelope }) =>
    spectrumOf(envelope, new Float64Array(envelope.length)),
  );
  let largest = 0;
  for (let u = 0; u < k.envelope.length; u++) {
    for (let v = 0; v < n.envelope.length; v++) {
      const real =
        carrierK.re[u] * carrierN.re[v] -
        carrierK.im[u] * carrierN.im[v] -
        share * (envelopeK.re[u] * envelopeN.re[v] - envelopeK.im[u] * envelopeN.im[v]);
      const imaginary =
        carrierK.re[u] * carrierN.im[v] +
        carrierK.im[u] * carrierN.re[v] -
        share * (envelopeK.re[u] * envelopeN.im[v] + envelopeK.im[u] * envelopeN.re[v]);
      largest = Math.max(largest, Math.hypot(real, imaginary));
    }
  }
  return largest;
}

function spectrumOf(re: Float64Array, im: Float64Array): { re: Float64Array; im: Float64Array } {
  const spectrum = { re: re.slice(), im: im.slice() };
  createComplexFft(re.length).forward(spectrum.re, spectrum.im);
  return spectrum;
}
