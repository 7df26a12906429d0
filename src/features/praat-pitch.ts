import { z } from "zod";
import { PITCH_METHODS } from "../signal/praat/pitch-candidates.ts";
import { VOICE_PITCH_DEFAULTS, voicePitch } from "../signal/praat/voice-pitch.ts";
import { defineFeature } from "./feature.ts";
import { middleFrames } from "./layout.ts";

/** 0 semitones: A0. */
const A0_HZ = 27.5;
/** How many periods of the floor a frame is long, as Praat has it. */
const PERIODS = { autocorrelation: 3, "cross-correlation": 1 } as const;

/** From frame to frame, seconds: of all features whose frames are Praat's. */
export const stepS = z.number().min(0.0005).max(1).default(0.01).describe("from frame to frame, seconds");

const cost = z.number().min(0).max(10);

/**
 * Three rows: F0, voiced (0 or 1), strength. An unvoiced frame, such as one of silence, noise or a whisper, has 0 in all;
 * a clip shorter than a frame has one frame, about its middle.
 */
export const praatPitch = defineFeature({
  id: "praat-pitch",
  summary:
    "Pitch by autocorrelation as Praat finds it: F0 (Hz or semitones), voiced or not, strength of the period, per frame",
  source: "Boersma 1993, IFA Proceedings 17: 97-110; Praat's Sound: To Pitch (ac) and (cc)",
  params: z.strictObject({
    method: z
      .enum(PITCH_METHODS)
      .default(VOICE_PITCH_DEFAULTS.method)
      .describe("of a windowed frame with itself, or of a period with the next"),
    stepS,
    floorHz: z.number().min(20).max(2000).default(VOICE_PITCH_DEFAULTS.floorHz).describe("lowest pitch, Hz"),
    ceilingHz: z
      .number()
      .min(30)
      .max(20_000)
      .default(VOICE_PITCH_DEFAULTS.ceilingHz)
      .describe("highest pitch, Hz; half the sampling rate where that is lower"),
    silenceThreshold: z
      .number()
      .min(0.0001)
      .max(1)
      .default(VOICE_PITCH_DEFAULTS.silenceThreshold)
      .describe("frames below this share of the loudest sample are unvoiced"),
    voicingThreshold: z
      .number()
      .min(0)
      .max(1)
      .default(VOICE_PITCH_DEFAULTS.voicingThreshold)
      .describe("strength of the unvoiced candidate"),
    octaveCost: cost
      .default(VOICE_PITCH_DEFAULTS.octaveCost)
      .describe("per octave below the ceiling: of near equal candidates the highest wins"),
    octaveJumpCost: cost
      .default(VOICE_PITCH_DEFAULTS.octaveJumpCost)
      .describe("per octave of change within 10 ms"),
    voicedUnvoicedCost: cost
      .default(VOICE_PITCH_DEFAULTS.voicedUnvoicedCost)
      .describe("per change between voiced and unvoiced within 10 ms"),
    unit: z.enum(["hz", "semitones"]).default("hz").describe("of F0; semitones are counted from 27.5 Hz"),
  }),
  axes: ["descriptor", "frame"],
  formula: [
    "candidates: maxima of r[τ] = r_x[τ] / r_w[τ], autocorrelations of the windowed frame and of the window",
    "path: most Σ (r - octaveCost · log2(ceiling · τ)) - octaveJumpCost · Σ |log2 (F_t / F_(t-1))| - changes of voicing",
    "an unvoiced frame, as of silence, noise or a whisper, has 0 in all rows; a clip shorter than a frame has one, about its middle",
  ].join("\n"),
  layout: (audio, params, [, frames]) => ({
    frames: middleFrames(audio, frames, params.stepS),
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
        name: "strength",
        scale: { name: "descriptor", unit: null, at: ["strength"] },
        value: { name: "correlation", unit: null },
      },
    ],
  }),
  extract({ samples, sampleRate }, params) {
    const { f0Hz, strength } = voicePitch(samples, sampleRate, {
      ...VOICE_PITCH_DEFAULTS,
      ...params,
      periodsPerFrame: PERIODS[params.method],
    });
    const frames = f0Hz.length;
    const data = new Float32Array(3 * frames);
    for (let t = 0; t < frames; t++) {
      if (f0Hz[t] === 0) continue;
      data[t] = params.unit === "hz" ? f0Hz[t] : 12 * Math.log2(f0Hz[t] / A0_HZ);
      data[frames + t] = 1;
      data[2 * frames + t] = strength[t];
    }
    return { axes: ["descriptor", "frame"], shape: [3, frames], data };
  },
});
