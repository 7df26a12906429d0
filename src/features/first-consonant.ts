import { z } from "zod";
import { autocorrelationPitch } from "../signal/autocorrelation-pitch.ts";
import { mean } from "../signal/statistics.ts";
import { eachPowerSpectrum } from "../signal/stft.ts";
import { defineFeature } from "./feature.ts";

const DESCRIPTORS = [
  { name: "duration", unit: "s" },
  { name: "voiced share", unit: null },
  { name: "periodicity", unit: null },
  { name: "low share", unit: null },
  { name: "centroid", unit: "Hz" },
  { name: "level", unit: "dB" },
] as const;

/** Frames are short, so that a stop is more than one of them; a period of 75 Hz fits in twice. */
const FRAME_S = 0.032;
const HOP_S = 0.005;
const LOWEST_HZ = 75;
const HIGHEST_HZ = 500;
/** Periodic enough to be voiced. */
const VOICED = 0.5;
/** A vowel goes on for so many frames. */
const VOWEL_FRAMES = 8;
/** Below this nothing of a consonant but its voice is heard. */
const LOW_HZ = 500;

export const firstConsonant = defineFeature({
  id: "first-consonant",
  summary:
    "What comes before the first vowel: how long, how much of it is voiced, how periodic, its share below 500 Hz, its centroid, its level against the vowel; zeros where there is no vowel, or nothing before it",
  source: "Lisker & Abramson 1964, Word 20: 384-422 (voice onset time); periodicity as in Boersma 1993",
  params: z.strictObject({
    vowelDb: z
      .number()
      .min(1)
      .max(60)
      .default(15)
      .describe("a vowel is at most this far below the loudest frame, dB"),
    onsetDb: z
      .number()
      .min(1)
      .max(90)
      .default(35)
      .describe("speech begins at most this far below the loudest frame, dB"),
    maxSeconds: z
      .number()
      .min(0.02)
      .max(2)
      .default(0.25)
      .describe("how far before the vowel it is looked for, s"),
  }),
  axes: ["descriptor"],
  formula:
    "vowel = the first 8 frames in a row that are periodic and loud; the consonant = the loud frames just before it, gaps of 40 ms bridged",
  layout: () => ({
    frames: null,
    parts: DESCRIPTORS.map(({ name, unit }) => ({
      name,
      stem: name,
      scale: { name: "descriptor", unit: null, at: [name] },
      value: { name, unit },
    })),
  }),
  extract({ samples, sampleRate }, { vowelDb, onsetDb, maxSeconds }) {
    const data = new Float32Array(DESCRIPTORS.length);
    const hopSamples = Math.max(1, Math.round(HOP_S * sampleRate));
    const frameSamples = 2 * Math.round((FRAME_S * sampleRate) / 2);
    const { strength } = autocorrelationPitch(samples, {
      frameSamples,
      hopSamples,
      minLag: Math.max(1, Math.floor(sampleRate / HIGHEST_HZ)),
      maxLag: Math.min(frameSamples / 2 - 1, Math.ceil(sampleRate / LOWEST_HZ)),
      octaveCost: 0.01,
    });
    const spectra = describeFrames(samples, sampleRate, frameSamples, hopSamples);
    const { levels } = spectra;
    const loudest = levels.reduce((most, one) => Math.max(most, one), Number.NEGATIVE_INFINITY);
    const frames = Math.min(strength.length, levels.length);
    const isVowel = (t: number): boolean => strength[t] > VOICED && levels[t] > loudest - vowelDb;
    const vowel = firstRun(frames, VOWEL_FRAMES, isVowel);
    const onset =
      vowel < 0 ? vowel : onsetBefore(vowel, levels, loudest - onsetDb, Math.round(maxSeconds / HOP_S));
    if (onset < vowel) {
      const own = <T extends Float64Array>(values: T): Float64Array => values.subarray(onset, vowel);
      data.set([
        (vowel - onset) * HOP_S,
        own(strength).filter((one) => one > VOICED).length / (vowel - onset),
        mean(own(strength)),
        mean(own(spectra.lowShares)),
        mean(own(spectra.centroids)),
        mean(own(levels)) - mean(levels.subarray(vowel, vowel + VOWEL_FRAMES)),
      ]);
    }
    return { axes: ["descriptor"], shape: [data.length], data };
  },
});

/** The first of so many frames in a row; -1 if there are none. */
function firstRun(frames: number, length: number, is: (frame: number) => boolean): number {
  let run = 0;
  for (let t = 0; t < frames; t++) {
    run = is(t) ? run + 1 : 0;
    if (run === length) return t - length + 1;
  }
  return -1;
}

/** The earliest loud frame before the vowel that is at most a closure of 40 ms from the next loud one. */
function onsetBefore(vowel: number, levels: Float64Array, thresholdDb: number, most: number): number {
  const bridged = Math.round(0.04 / HOP_S);
  let onset = vowel;
  for (let t = vowel - 1; t >= Math.max(0, vowel - most); t--) {
    if (levels[t] > thresholdDb) onset = t;
    else if (onset - t > bridged) break;
  }
  return onset;
}

/** Of every frame: level in dB, share of the power below LOW_HZ, centroid in Hz. */
function describeFrames(
  samples: Float32Array | Float64Array,
  sampleRate: number,
  frameSamples: number,
  hopSamples: number,
) {
  const nFft = 2 ** Math.ceil(Math.log2(frameSamples));
  const levels: number[] = [];
  const lowShares: number[] = [];
  const centroids: number[] = [];
  const settings = { nFft, winSamples: frameSamples, hopSamples, window: "hann", center: true } as const;
  const binHz = sampleRate / nFft;
  const firstBin = Math.max(1, Math.ceil(40 / binHz));
  eachPowerSpectrum(samples, settings, (power) => {
    let total = 0;
    let low = 0;
    let moment = 0;
    for (let bin = firstBin; bin < power.length; bin++) {
      total += power[bin];
      moment += power[bin] * bin;
      if (bin * binHz < LOW_HZ) low += power[bin];
    }
    levels.push(10 * Math.log10(Math.max(total, 1e-20)));
    lowShares.push(total > 0 ? low / total : 0);
    centroids.push(total > 0 ? (moment / total) * binHz : 0);
  });
  return {
    levels: Float64Array.from(levels),
    lowShares: Float64Array.from(lowShares),
    centroids: Float64Array.from(centroids),
  };
}
