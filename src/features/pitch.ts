import { z } from "zod";
import { PYIN_DEFAULTS, type PyinTrack, pyin } from "../signal/pyin.ts";
import { defineFeature } from "./feature.ts";
import { stftFrames } from "./layout.ts";

/** 0 semitones: A0. */
const A0_HZ = 27.5;

/** Three rows: F0, voiced (0 or 1), probability of being voiced. */
export const pitch = defineFeature({
  id: "pitch",
  summary:
    "Pitch by probabilistic YIN: F0 (Hz or semitones), voiced or not, probability of voicing, per frame",
  source: "Mauch & Dixon 2014, ICASSP; librosa.pyin 0.11",
  params: z.strictObject({
    frameSamples: z
      .int()
      .min(16)
      .max(65536)
      .default(PYIN_DEFAULTS.frameSamples)
      .describe("frame length, samples; more than one period of fminHz, better two"),
    hopSamples: z
      .int()
      .min(1)
      .max(65536)
      .default(PYIN_DEFAULTS.hopSamples)
      .describe("samples from frame to frame"),
    fminHz: z.number().min(10).max(10_000).default(PYIN_DEFAULTS.fminHz).describe("lowest pitch, Hz"),
    fmaxHz: z.number().min(20).max(20_000).default(PYIN_DEFAULTS.fmaxHz).describe("highest pitch, Hz"),
    resolution: z
      .number()
      .min(0.01)
      .max(1)
      .default(PYIN_DEFAULTS.resolution)
      .describe("width of a pitch bin, semitones"),
    maxTransitionRate: z
      .number()
      .min(0)
      .max(1000)
      .default(PYIN_DEFAULTS.maxTransitionRate)
      .describe("fastest change of pitch, octaves per second"),
    switchProbability: z
      .number()
      .min(1e-9)
      .max(0.5)
      .default(PYIN_DEFAULTS.switchProbability)
      .describe("probability of changing between voiced and unvoiced from frame to frame"),
    noTroughProbability: z
      .number()
      .min(0)
      .max(1)
      .default(PYIN_DEFAULTS.noTroughProbability)
      .describe("probability of the best period where none passes a threshold"),
    unit: z.enum(["hz", "semitones"]).default("hz").describe("of F0; semitones are counted from 27.5 Hz"),
    unvoiced: z
      .enum(["zero", "interpolate"])
      .default("zero")
      .describe("F0 of unvoiced frames: 0, or a line between the voiced ones (0 where none is voiced)"),
  }),
  axes: ["descriptor", "frame"],
  formula:
    "troughs of d'[τ] = d[τ] / mean(d[1..τ]), d[τ] = Σ (x[n] - x[n + τ])², under many thresholds; then the most probable path",
  layout: ({ sampleRate }, params) => ({
    frames: stftFrames(sampleRate, { hopSamples: params.hopSamples, center: true }, params.frameSamples),
    parts: [
      {
        name: "F0",
        scale: { name: "descriptor", unit: null, at: ["F0"] },
        value:
          params.unit === "hz"
            ? { name: "frequency", unit: "Hz", kind: "frequency" }
            : { name: "pitch", unit: "semitones" },
      },
      {
        name: "voiced",
        scale: { name: "descriptor", unit: null, at: ["voiced"] },
        value: { name: "0 or 1", unit: null },
      },
      {
        name: "probability of voicing",
        scale: { name: "descriptor", unit: null, at: ["probability"] },
        value: { name: "probability", unit: null },
      },
    ],
  }),
  extract({ samples, sampleRate }, params) {
    const track = pyin(samples, sampleRate, params);
    const frames = track.f0Hz.length;
    const data = new Float32Array(3 * frames);
    data.set(contour(track, params.unit, params.unvoiced));
    data.set(track.voiced, frames);
    data.set(track.voicedProbability, 2 * frames);
    return { axes: ["descriptor", "frame"], shape: [3, frames], data };
  },
});

/** F0 of every frame, [frame]. */
function contour(
  { f0Hz, voiced }: PyinTrack,
  unit: "hz" | "semitones",
  unvoiced: "zero" | "interpolate",
): Float64Array {
  const heights = f0Hz.map((hz, frame) => {
    if (voiced[frame] === 0) return 0;
    return unit === "hz" ? hz : 12 * Math.log2(hz / A0_HZ);
  });
  if (unvoiced === "zero") return heights;
  let last = -1; // the last voiced frame
  for (let frame = 0; frame < heights.length; frame++) {
    if (voiced[frame] === 0) continue;
    for (let gap = last + 1; gap < frame; gap++) {
      const share = last < 0 ? 1 : (gap - last) / (frame - last);
      heights[gap] = share * heights[frame] + (last < 0 ? 0 : (1 - share) * heights[last]);
    }
    last = frame;
  }
  if (last >= 0) heights.fill(heights[last], last + 1);
  return heights;
}
