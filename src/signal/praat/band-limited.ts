/** Sampling-rate conversion with the whole band below the new Nyquist frequency kept, as sharply as a transform cuts. */
import { nextPowerOfTwo } from "../bluestein.ts";
import { createRealFft } from "../fft.ts";
import { memo } from "../memo.ts";
import { sincAt } from "./sinc.ts";

/** Samples of zeros that keep the end of a sound from reaching its beginning. */
const MARGIN = 1000;
/** Samples on either side that an output is interpolated from. */
const DEPTH = 50;

const plan = memo(createRealFft);

export interface Resampled {
  readonly samples: Float64Array<ArrayBuffer>;
  /** Time of sample 0: the samples lie evenly about the middle of the sound. */
  readonly firstS: number;
}

/** @param samples - sample n lies at (n + 1/2) / fromRate seconds */
export function resampleBand(samples: Float64Array, fromRate: number, toRate: number): Resampled {
  const durationS = samples.length / fromRate;
  if (fromRate === toRate) return { samples: Float64Array.from(samples), firstS: 0.5 / fromRate };
  const source = toRate < fromRate ? lowPass(samples, toRate / fromRate) : samples;
  const count = Math.max(1, Math.round(durationS * toRate));
  const firstS = 0.5 * (durationS - (count - 1) / toRate);
  const output = new Float64Array(count);
  const start = firstS * fromRate - 0.5;
  const step = fromRate / toRate;
  for (let m = 0; m < count; m++) {
    const x = start + m * step;
    if (x >= 0 && x <= source.length - 1) output[m] = sincAt(source, x, DEPTH);
    else output[m] = source[x < 0 ? 0 : source.length - 1];
  }
  return { samples: output, firstS };
}

/** The samples without what lies above this share of their Nyquist frequency. */
function lowPass(samples: Float64Array, share: number): Float64Array {
  const fft = plan(nextPowerOfTwo(samples.length + 2 * MARGIN));
  const padded = new Float64Array(fft.length);
  padded.set(samples, MARGIN);
  const re = new Float64Array(fft.bins);
  const im = new Float64Array(fft.bins);
  fft.forward(padded, re, im);
  const kept = Math.floor(share * fft.length); // parts of the bins above 0, real and imaginary by turns
  re.fill(0, Math.ceil((kept - 1) / 2));
  im.fill(0, Math.ceil((kept - 2) / 2));
  fft.inverse(re, im, padded);
  return padded.subarray(MARGIN, MARGIN + samples.length);
}
