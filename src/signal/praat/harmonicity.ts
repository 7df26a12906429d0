/**
 * Harmonics over noise: r / (1 - r) in dB, r the highest correlation of a frame with itself a period later (Boersma 1993,
 * IFA Proceedings 17: 97-110, equation 4).
 */
import type { PitchMethod } from "./pitch-candidates.ts";
import { VOICE_PITCH_DEFAULTS, voicePitch } from "./voice-pitch.ts";

export interface HarmonicitySettings {
  readonly method: PitchMethod;
  readonly stepS: number;
  /** Lowest pitch. */
  readonly floorHz: number;
  /** Frames below about twice this share of the loudest sample are silent. */
  readonly silenceThreshold: number;
  readonly periodsPerFrame: number;
}

/** Praat's "To Harmonicity (cc)". */
export const HARMONICITY_DEFAULTS: HarmonicitySettings = {
  method: "cross-correlation",
  stepS: 0.01,
  floorHz: 75,
  silenceThreshold: 0.1,
  periodsPerFrame: 1,
};

export interface Harmonicity {
  /** Middle of frame 0. */
  readonly firstS: number;
  readonly stepS: number;
  /** [frame], dB; 0 in silent frames. */
  readonly hnrDb: Float64Array<ArrayBuffer>;
  /** [frame], 1 where the frame is not silent. */
  readonly sounding: Uint8Array<ArrayBuffer>;
}

/** A correlation of nearly 1 is worth many dB: its maximum is interpolated from far. */
const PEAK_DEPTH = 700;
/** A maximum that is this much lower at first sight does not become the highest. */
const WITHIN = 0.1;
/** Of a correlation of 1 to the last bit. */
const HIGHEST_DB = 10 * Math.log10(2 / Number.EPSILON);

/** @throws ConfigError, AudioError as voicePitch */
export function harmonicity(
  samples: Float32Array | Float64Array,
  sampleRate: number,
  settings: HarmonicitySettings,
): Harmonicity {
  const { firstS, stepS, f0Hz, strength } = voicePitch(samples, sampleRate, {
    ...settings,
    window: "gaussian",
    ceilingHz: sampleRate / 2,
    maxCandidates: VOICE_PITCH_DEFAULTS.maxCandidates,
    voicingThreshold: 0,
    octaveCost: 0,
    peakDepth: PEAK_DEPTH,
    within: WITHIN,
    octaveJumpCost: 0,
    voicedUnvoicedCost: 0,
  });
  const sounding = Uint8Array.from(f0Hz, (hz) => (hz > 0 ? 1 : 0));
  const hnrDb = strength.map((r) => (r <= 0 ? 0 : Math.min(HIGHEST_DB, 10 * Math.log10(r / (1 - r)))));
  return { firstS, stepS, hnrDb, sounding };
}
