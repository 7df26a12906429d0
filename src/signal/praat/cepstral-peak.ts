/**
 * Cepstral peak prominence, smoothed: how far the peak of the cepstrum at the voice's period rises above the line through
 * the cepstrum, in dB (Hillenbrand & Houde 1996, J. Speech Hear. Res. 39: 311-321; the Praat manual, "PowerCepstrogram").
 */
import { nextPowerOfTwo } from "../bluestein.ts";
import { createRealFft } from "../fft.ts";
import { memo } from "../memo.ts";
import { resampleBand } from "./band-limited.ts";
import { emphasise } from "./emphasise.ts";
import { evenFrames } from "./even-frames.ts";
import { createGaussian } from "./gaussian.ts";

export interface CepstralPeakSettings {
  /** From frame to frame, seconds. */
  readonly stepS: number;
  /** A frame is three of its periods long, the window twice that. */
  readonly floorHz: number;
  /** The spectrum's end. */
  readonly maxHz: number;
  readonly preEmphasisFromHz: number;
  /** Over which the cepstra are averaged. */
  readonly overTimeS: number;
  readonly overQuefrencyS: number;
  /** Of the peak. */
  readonly peakFromHz: number;
  readonly peakToHz: number;
  /** Quefrencies that the line goes through. */
  readonly lineFromS: number;
  readonly lineToS: number;
}

export const CEPSTRAL_PEAK_DEFAULTS: CepstralPeakSettings = {
  stepS: 0.002,
  floorHz: 60,
  maxHz: 5000,
  preEmphasisFromHz: 50,
  overTimeS: 0.02,
  overQuefrencyS: 0.0005,
  peakFromHz: 60,
  peakToHz: 330,
  lineFromS: 0.001,
  lineToS: 0.05,
};

/** Mean over all frames but those of digital silence, dB; 0 where there are none. */
export function cepstralPeakProminence(
  samples: Float64Array,
  sampleRate: number,
  settings: CepstralPeakSettings,
): number {
  const frames = createFrames(samples, sampleRate, settings);
  const { count, quefrencyS } = frames;
  const overFrames = settings.overTimeS / settings.stepS;
  const reach = Math.ceil(overFrames / 2);
  const measure = createMeasure(quefrencyS, frames.bins, settings);
  const ring = Array.from({ length: 2 * reach + 1 }, () => new Float64Array(frames.bins));
  const average = new Float64Array(frames.bins);
  let sum = 0;
  let heard = 0;
  for (let next = 0, t = -reach; t < count; next++, t++) {
    if (next < count) frames.read(next, ring[next % ring.length]);
    if (t < 0) continue;
    average.fill(0);
    const weights = hatWeights(t, count, overFrames / 2, 0.5);
    for (const { at, weight } of weights) {
      const cepstrum = ring[at % ring.length];
      for (let bin = 0; bin < average.length; bin++) average[bin] += weight * cepstrum[bin];
    }
    const prominence = measure(average);
    if (prominence === null) continue;
    sum += prominence;
    heard++;
  }
  return heard === 0 ? 0 : sum / heard;
}

/** Power cepstra, frame by frame. */
function createFrames(
  samples: Float64Array,
  sampleRate: number,
  { stepS, floorHz, maxHz, preEmphasisFromHz, lineToS, overQuefrencyS }: CepstralPeakSettings,
) {
  const rate = 2 * maxHz;
  const sound = resampleBand(samples, sampleRate, rate);
  emphasise(sound.samples, preEmphasisFromHz, rate);
  const windowS = 6 / floorHz;
  const length = Math.floor(windowS * rate);
  const soundS = sound.samples.length * (1 / rate);
  const { count, firstS } = evenFrames(soundS, windowS, stepS, sound.firstS - 0.5 / rate + 0.5 * soundS);
  const window = createGaussian(length);
  const fft = plan(nextPowerOfTwo(length));
  const frame = new Float64Array(fft.length);
  const re = new Float64Array(fft.bins);
  const im = new Float64Array(fft.bins);
  const bins = Math.min(fft.bins, Math.ceil((lineToS + overQuefrencyS) * rate) + 2);
  return {
    count,
    bins,
    quefrencyS: 1 / rate,
    read(t: number, into: Float64Array): void {
      const start = Math.round((firstS + t * stepS - windowS / 2 - sound.firstS) / (1 / rate));
      let mean = 0;
      frame.fill(0);
      for (let i = 0; i < length; i++) {
        const n = start + i;
        frame[i] = n >= 0 && n < sound.samples.length ? sound.samples[n] : 0;
        mean += frame[i] / length;
      }
      let isSilent = true;
      for (let i = 0; i < length; i++) {
        if (frame[i] !== 0) isSilent = false;
        frame[i] = (frame[i] - mean) * window[i];
      }
      if (isSilent) {
        into.fill(0);
        return;
      }
      fft.forward(frame, re, im);
      for (let k = 0; k < re.length; k++) re[k] = Math.log(re[k] * re[k] + im[k] * im[k] + 1e-300);
      im.fill(0);
      fft.inverse(re, im, frame);
      for (let bin = 0; bin < into.length; bin++) into[bin] = frame[bin] * frame[bin];
    },
  };
}

const plan = memo(createRealFft);

/** A function that smooths a cepstrum over quefrency and gives the prominence of its peak, dB; null of no power. */
function createMeasure(
  quefrencyS: number,
  bins: number,
  { overQuefrencyS, peakFromHz, peakToHz, lineFromS, lineToS }: CepstralPeakSettings,
): (cepstrum: Float64Array) => number | null {
  const first = Math.ceil(lineFromS / quefrencyS - 1e-6);
  const last = Math.floor(lineToS / quefrencyS + 1e-6);
  const peakFrom = Math.ceil(1 / peakToHz / quefrencyS);
  const peakTo = Math.floor(1 / peakFromHz / quefrencyS);
  const halfBins = overQuefrencyS / quefrencyS / 2;
  const level = new Float64Array(last + 1);
  const weights = Array.from({ length: last + 1 }, (_, bin) => hatWeights(bin, bins, halfBins, 0));
  return (cepstrum) => {
    for (let bin = first; bin <= last; bin++) {
      let power = 0;
      for (const { at, weight } of weights[bin]) power += weight * cepstrum[at];
      if (power <= 0) return null;
      level[bin] = 10 * Math.log10(power);
    }
    let peak = peakFrom;
    for (let bin = peakFrom; bin <= peakTo; bin++) if (level[bin] > level[peak]) peak = bin;
    const slope = (level[peak + 1] - level[peak - 1]) / 2;
    const curvature = 2 * level[peak] - level[peak - 1] - level[peak + 1];
    const isTop = level[peak] > level[peak - 1] && level[peak] >= level[peak + 1]; // not so at the edge of the range
    const shift = isTop ? slope / curvature : 0;
    const line = fitLine(level, first, last);
    return level[peak] + 0.5 * slope * shift - (line.offset + line.slope * (peak + shift));
  };
}

/** The line of least squares through values[first] to values[last] over their indices. */
function fitLine(values: Float64Array, first: number, last: number): { offset: number; slope: number } {
  const middle = (first + last) / 2;
  let [mean, product, square] = [0, 0, 0];
  for (let i = first; i <= last; i++) {
    mean += values[i] / (last - first + 1);
    product += (i - middle) * values[i];
    square += (i - middle) ** 2;
  }
  const slope = product / square;
  return { offset: mean - slope * middle, slope };
}

/**
 * What the values weigh in the mean of the line from value to value, over `half` on either side of `middle`.
 *
 * @param edge - how far the first and the last value go on beyond their places
 */
function hatWeights(
  middle: number,
  count: number,
  half: number,
  edge: number,
): { at: number; weight: number }[] {
  const low = Math.max(middle - half, -edge);
  const high = Math.min(middle + half, count - 1 + edge);
  const weights: { at: number; weight: number }[] = [];
  for (let at = Math.max(0, Math.floor(low)); at <= Math.min(count - 1, Math.ceil(high)); at++) {
    let weight = hatBelow(high - at) - hatBelow(low - at);
    if (at === 0)
      weight +=
        Math.min(0, high) - Math.min(0, low) - (hatBelow(Math.min(0, high)) - hatBelow(Math.min(0, low)));
    if (at === count - 1) {
      const [from, to] = [Math.max(0, low - at), Math.max(0, high - at)];
      weight += to - from - (hatBelow(to) - hatBelow(from));
    }
    if (weight > 0) weights.push({ at, weight: weight / (high - low) });
  }
  return weights;
}

/** The area of a hat, 1 at 0 and 0 from -1 and 1 on, below x. */
function hatBelow(x: number): number {
  if (x <= -1) return 0;
  if (x >= 1) return 1;
  return x < 0 ? (x + 1) ** 2 / 2 : 0.5 + x - (x * x) / 2;
}
