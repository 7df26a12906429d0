/** Resonances of the vocal tract, from the roots of linear prediction. */
import { productOfColumns } from "../dct.ts";
import { levinson } from "../linear-prediction.ts";
import { memo } from "../memo.ts";
import { createRootFinder } from "../roots.ts";
import { transformLength } from "./windowed-spectra.ts";

export const N_FORMANTS = 3;

/** Frames are resampled to this rate. */
const RATE_HZ = 11000;
const ORDER = 11;
const MIN_HZ = 50;
const MAX_HZ = 5450;

/** [formant][frame], Hz, the lowest first; 0 for those that there are not. */
export interface FormantTracks {
  readonly hz: readonly Float64Array[];
  readonly bandwidthHz: readonly Float64Array[];
}

/** How the frames are resampled: sample by sample out of the lowest bins of their spectra. */
function resamplingOf(frameSamples: number, sampleRate: number) {
  const nFft = transformLength(frameSamples);
  const length = Math.max(ORDER + 1, Math.round((frameSamples / sampleRate) * RATE_HZ));
  return { nFft, length, bins: Math.min(nFft / 2 + 1, Math.floor(length / 2)) };
}

/** How many of the lowest bins of a frame's spectrum its formants are made of. */
export function formantBins(frameSamples: number, sampleRate: number): number {
  return resamplingOf(frameSamples, sampleRate).bins;
}

/**
 * Frequency and bandwidth of the three lowest formants of every frame.
 *
 * Three things are as openSMILE has them, so that the numbers compare. The frame lies in the middle of the zeros of its transform
 * and is resampled from the transform's begin on, so that its end may be lost; of the spectrum as many bins are taken as there
 * are pairs of resampled samples; and the roots are those of 1 - A(z), where 1 + A(z) is the filter of the prediction error. The
 * frequencies are near those of 1 + A(z) where formants are sharp, the bandwidths are of the order of 1 kHz.
 *
 * @param spectra - [part of bin, frame], real parts, then imaginary ones of `formantBins` bins
 */
export function formantTracks(
  spectra: Float32Array,
  frames: number,
  frameSamples: number,
  sampleRate: number,
): FormantTracks {
  const { nFft, length, bins } = resamplingOf(frameSamples, sampleRate);
  const table = resampling(nFft, sampleRate, length, bins);
  const { data } = productOfColumns(table, length, { rows: 2 * bins, cols: frames, data: spectra });
  return tracksOf(data, length, frames);
}

/** @param resampled - [sample, frame] */
function tracksOf(resampled: Float32Array, length: number, frames: number): FormantTracks {
  const series = (): Float64Array => new Float64Array(frames);
  const hz = Array.from({ length: N_FORMANTS }, series);
  const bandwidthHz = Array.from({ length: N_FORMANTS }, series);
  const samples = new Float64Array(length);
  const r = new Float64Array(ORDER + 1);
  const a = new Float64Array(ORDER);
  const reversed = new Float64Array(ORDER);
  const order = new Float64Array(ORDER);
  const widths = new Float64Array(ORDER);
  const rootsOf = createRootFinder(ORDER);
  for (let frame = 0; frame < frames; frame++) {
    for (let n = 0; n < length; n++) samples[n] = resampled[n * frames + frame];
    for (let lag = 0; lag <= ORDER; lag += 4) fourProducts(samples, lag, r);
    if (!(r[0] > 0)) continue;
    levinson(r, a, reversed);
    for (let k = 0; k < ORDER; k++) a[k] = -a[k];
    const roots = rootsOf(a);
    let count = 0;
    for (let i = 0; i < ORDER; i++) {
      if (roots.im[i] <= 1e-9) continue;
      const f = (Math.atan2(roots.im[i], roots.re[i]) / (2 * Math.PI)) * RATE_HZ;
      if (f < MIN_HZ || f > MAX_HZ) continue;
      let place = count++;
      for (; place > 0 && order[place - 1] > f; place--) {
        order[place] = order[place - 1];
        widths[place] = widths[place - 1];
      }
      order[place] = f;
      widths[place] = (Math.abs(Math.log(Math.hypot(roots.re[i], roots.im[i]))) * RATE_HZ) / Math.PI;
    }
    for (let formant = 0; formant < Math.min(N_FORMANTS, count); formant++) {
      hz[formant][frame] = order[formant];
      bandwidthHz[formant][frame] = widths[formant];
    }
  }
  return { hz, bandwidthHz };
}

/** Writes the autocorrelation at a lag and at the three after it. */
function fourProducts(x: Float64Array, lag: number, r: Float64Array): void {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  let n = 0;
  for (const end = x.length - lag - 3; n < end; n++) {
    const one = x[n];
    const at = n + lag;
    a += one * x[at];
    b += one * x[at + 1];
    c += one * x[at + 2];
    d += one * x[at + 3];
  }
  for (; n + lag < x.length; n++) {
    a += x[n] * x[n + lag];
    if (n + lag + 1 < x.length) b += x[n] * x[n + lag + 1];
    if (n + lag + 2 < x.length) c += x[n] * x[n + lag + 2];
  }
  r[lag] = a;
  r[lag + 1] = b;
  r[lag + 2] = c;
  r[lag + 3] = d;
}

/** [sample, part of bin]: what the real parts of the bins, then their imaginary parts, weigh in a resampled sample. */
const resampling = memo((nFft: number, sampleRate: number, length: number, bins: number): Float64Array => {
  const table = new Float64Array(length * 2 * bins);
  for (let n = 0; n < length; n++) {
    for (let bin = 0; bin < bins; bin++) {
      const angle = (2 * Math.PI * ((bin * n * sampleRate) / RATE_HZ)) / nFft;
      table[n * 2 * bins + bin] = (bin === 0 ? 1 : 2) * Math.cos(angle);
      table[n * 2 * bins + bins + bin] = -2 * Math.sin(angle);
    }
  }
  return table;
});
