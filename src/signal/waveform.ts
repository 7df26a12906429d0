/** What the samples of a frame tell without a spectrum: their level, and how often they change sign. */
import { countFrames, type StftSettings } from "./stft.ts";

/** Frames of nFft samples, not windowed. */
type Frames = Pick<StftSettings, "nFft" | "hopSamples" | "center">;

/** Samples this near to zero count as zero, which counts as positive. */
const ZERO = 1e-10; // librosa's threshold

/**
 * The root mean square of every frame, [frame]; samples beyond the ends are zero.
 *
 * @throws AudioError as countFrames
 * @see librosa.feature.rms (0.11)
 */
export function frameRms(samples: Float32Array | Float64Array, frames: Frames): Float64Array<ArrayBuffer> {
  const { nFft, hopSamples, center } = frames;
  const rms = new Float64Array(count(samples, frames));
  const origin = center ? -Math.floor(nFft / 2) : 0;
  for (let frame = 0; frame < rms.length; frame++) {
    const start = origin + frame * hopSamples;
    const end = Math.min(samples.length, start + nFft);
    let sum = 0;
    for (let n = Math.max(0, start); n < end; n++) sum += samples[n] * samples[n];
    rms[frame] = Math.sqrt(sum / nFft);
  }
  return rms;
}

/**
 * The share of samples of every frame whose sign differs from the one before, [frame]; the first sample of a frame has
 * none before it. Beyond the ends the first and the last sample repeat.
 *
 * @throws AudioError as countFrames
 * @see librosa.feature.zero_crossing_rate (0.11)
 */
export function zeroCrossingRate(
  samples: Float32Array | Float64Array,
  frames: Frames,
): Float64Array<ArrayBuffer> {
  const { nFft, hopSamples, center } = frames;
  const rates = new Float64Array(count(samples, frames));
  const crossings = countCrossings(samples);
  const last = samples.length - 1;
  const origin = center ? -Math.floor(nFft / 2) : 0;
  for (let frame = 0; frame < rates.length; frame++) {
    const start = Math.min(last, Math.max(0, origin + frame * hopSamples));
    const end = Math.max(0, Math.min(last, origin + frame * hopSamples + nFft - 1));
    rates[frame] = (crossings[end] - crossings[start]) / nFft;
  }
  return rates;
}

/** The share of neighbouring samples whose signs differ; 0 where there are no neighbours. */
export function zeroCrossingShare(samples: Float32Array | Float64Array): number {
  if (samples.length < 2) return 0;
  return crossingsIn(samples, 1, samples.length) / (samples.length - 1);
}

/** How many samples from `from` (at least 1) to `to`, not included, differ in sign from the one before. */
export function crossingsIn(samples: Float32Array | Float64Array, from: number, to: number): number {
  let crossings = 0;
  for (let n = from; n < to; n++) if (samples[n] < -ZERO !== samples[n - 1] < -ZERO) crossings++;
  return crossings;
}

/** [n]: sign changes up to sample n. */
function countCrossings(samples: Float32Array | Float64Array): Int32Array {
  const crossings = new Int32Array(samples.length);
  for (let n = 1; n < samples.length; n++) {
    const change = samples[n] < -ZERO !== samples[n - 1] < -ZERO;
    crossings[n] = crossings[n - 1] + (change ? 1 : 0);
  }
  return crossings;
}

function count(samples: ArrayLike<number>, { nFft, hopSamples, center }: Frames): number {
  return countFrames(samples.length, { nFft, hopSamples, center, winSamples: null, window: "rectangular" });
}
