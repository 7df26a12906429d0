/** Whether two recordings are one: their waveforms run along each other, which two takes of a sentence never do. */
import { resample } from "../signal/resample.ts";
import type { Audio } from "./audio.ts";

/** Waveforms are compared below 2 kHz: what is above is lost first, and turned in phase first. */
const RATE_HZ = 4000;

/** Samples this far apart say of a place what it is worth: with those of 4 kHz half a sample off, 2 kHz is turned by 90°. */
const FINE = 4;

/** The place is known as exactly as frames of a print are. */
const AROUND_S = 0.05;

const MOST_S = 30;

/**
 * The largest correlation (of either sign) of two recordings around the place where they may be one, over all that they share:
 * near 1 for one recording at any level and rate, less with noise, and at most about a half for two takes of one voice.
 *
 * @param laterSeconds - how much later in `a` than in `b` the same sound is
 */
export function alikeness(a: Audio, b: Audio, laterSeconds: number): number {
  const [first, second] = [slow(a), slow(b)];
  const coarse = bestLag(first, second, Math.round(laterSeconds * RATE_HZ), Math.ceil(AROUND_S * RATE_HZ));
  const [fineFirst, fineSecond] = [first, second].map((one) => resample(one, RATE_HZ, FINE * RATE_HZ));
  return bestLag(fineFirst, fineSecond, FINE * coarse.lag, FINE).correlation;
}

/** Its slope: hum and rumble of a room are in every recording of it. */
function slow({ samples, sampleRate }: Audio): Float32Array {
  const low = resample(samples.subarray(0, Math.ceil(MOST_S * sampleRate)), sampleRate, RATE_HZ);
  return low.map((sample, i) => (i === 0 ? 0 : sample - low[i - 1]));
}

function bestLag(
  a: Float32Array,
  b: Float32Array,
  middle: number,
  around: number,
): { lag: number; correlation: number } {
  let best = { lag: middle, correlation: 0 };
  for (let lag = middle - around; lag <= middle + around; lag++) {
    const correlation = Math.abs(correlationAt(a, b, lag));
    if (correlation > best.correlation) best = { lag, correlation };
  }
  return best;
}

function correlationAt(a: Float32Array, b: Float32Array, later: number): number {
  const from = Math.max(0, later);
  const to = Math.min(a.length, b.length + later);
  let [both, first, second] = [0, 0, 0];
  for (let i = from; i < to; i++) {
    const [x, y] = [a[i], b[i - later]];
    both += x * y;
    first += x * x;
    second += y * y;
  }
  return both / Math.sqrt(first * second || 1);
}
