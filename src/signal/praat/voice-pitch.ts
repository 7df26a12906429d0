/** Pitch by the best path through the candidates of all frames (Boersma 1993, IFA Proceedings 17: 97-110, section 3.3). */
import { AudioError, ConfigError } from "../../base/errors.ts";
import { checkSize } from "../size.ts";
import { evenFrames } from "./even-frames.ts";
import {
  type CandidateSettings,
  createCandidates,
  type FrameCandidates,
  frameSeconds,
} from "./pitch-candidates.ts";

export interface VoicePitchSettings extends CandidateSettings {
  /** From frame to frame, seconds. */
  readonly stepS: number;
  /** Candidates above it count as unvoiced. */
  readonly ceilingHz: number;
  /** Frames below this share of the loudest sample are unvoiced. */
  readonly silenceThreshold: number;
  /** Per octave of change within 10 ms. */
  readonly octaveJumpCost: number;
  /** Per change between voiced and unvoiced within 10 ms. */
  readonly voicedUnvoicedCost: number;
}

/** Praat's "To Pitch (ac)", with the step that it takes for its floor. */
export const VOICE_PITCH_DEFAULTS: VoicePitchSettings = {
  method: "autocorrelation",
  window: "hann",
  stepS: 0.01,
  floorHz: 75,
  ceilingHz: 600,
  periodsPerFrame: 3,
  maxCandidates: 15,
  silenceThreshold: 0.03,
  voicingThreshold: 0.45,
  octaveCost: 0.01,
  peakDepth: 70,
  within: 1,
  octaveJumpCost: 0.35,
  voicedUnvoicedCost: 0.14,
};

export interface VoicePitch {
  /** Middle of frame 0. */
  readonly firstS: number;
  readonly stepS: number;
  /** [frame], Hz; 0 where unvoiced. */
  readonly f0Hz: Float64Array<ArrayBuffer>;
  /** [frame], the correlation of the candidate of the path, 0 where unvoiced. */
  readonly strength: Float64Array<ArrayBuffer>;
}

/**
 * A sound shorter than a frame has one frame, with zeros beyond both ends.
 *
 * @throws ConfigError if floor and ceiling do not fit each other or the sampling rate; AudioError if there are no samples
 */
export function voicePitch(
  samples: Float32Array | Float64Array,
  sampleRate: number,
  settings: VoicePitchSettings,
): VoicePitch {
  const { floorHz, stepS } = settings;
  if (samples.length === 0) {
    throw new AudioError("the audio has no sample.", "Leave the empty clip out.");
  }
  const ceilingHz = Math.min(settings.ceilingHz, sampleRate / 2);
  if (floorHz >= ceilingHz) {
    throw new ConfigError(
      `floorHz: expected less than ceilingHz and half the sampling rate (${ceilingHz} Hz), got ${floorHz}.`,
    );
  }
  const maxCandidates = Math.max(settings.maxCandidates, Math.floor(ceilingHz / floorHz));
  const durationS = samples.length / sampleRate;
  const { count, firstS } = evenFrames(durationS, frameSeconds(settings), stepS);
  checkSize("stepS, maxCandidates", "the pitch candidates", count * maxCandidates, "Raise stepS.");
  const candidatesAt = createCandidates(Float64Array.from(samples), sampleRate, {
    ...settings,
    maxCandidates,
  });
  const frames = Array.from({ length: count }, (_, t) => candidatesAt(firstS + t * stepS));
  return { firstS, stepS, ...bestPath(frames, { ...settings, ceilingHz }) };
}

/** Viterbi; candidate -1 is the unvoiced one. */
function bestPath(frames: readonly FrameCandidates[], settings: VoicePitchSettings) {
  const { silenceThreshold, voicingThreshold, octaveCost, ceilingHz, stepS } = settings;
  const jumpCost = (settings.octaveJumpCost * 0.01) / stepS;
  const switchCost = (settings.voicedUnvoicedCost * 0.01) / stepS;
  // [frame][candidate], the unvoiced one last
  const sources: Int32Array[] = [];
  let scores = new Float64Array(0);
  let octaves = new Float64Array(0); // NaN where unvoiced
  for (const { hz, strength, level } of frames) {
    const count = hz.length + 1;
    const next = new Float64Array(count);
    const nextOctaves = new Float64Array(count);
    const source = new Int32Array(count);
    for (let i = 0; i < count; i++) {
      const isVoiced = i < hz.length && hz[i] <= ceilingHz;
      nextOctaves[i] = isVoiced ? Math.log2(hz[i]) : Number.NaN;
      const own = isVoiced
        ? strength[i] - octaveCost * Math.log2(ceilingHz / hz[i])
        : i < hz.length && silenceThreshold <= 0
          ? 0
          : voicingThreshold + Math.max(0, 2 - (level * (1 + voicingThreshold)) / silenceThreshold);
      let best = scores.length === 0 ? 0 : Number.NEGATIVE_INFINITY;
      for (let j = 0; j < scores.length; j++) {
        const wasVoiced = !Number.isNaN(octaves[j]);
        const cost =
          isVoiced && wasVoiced
            ? jumpCost * Math.abs(nextOctaves[i] - octaves[j])
            : isVoiced === wasVoiced
              ? 0
              : switchCost;
        if (scores[j] - cost > best) {
          best = scores[j] - cost;
          source[i] = j;
        }
      }
      next[i] = best + own;
    }
    sources.push(source);
    scores = next;
    octaves = nextOctaves;
  }
  const f0Hz = new Float64Array(frames.length);
  const best = new Float64Array(frames.length);
  let state = scores.reduce((most, score, i) => (score > scores[most] ? i : most), 0);
  for (let t = frames.length - 1; t >= 0; t--) {
    const { hz, strength } = frames[t];
    if (state < hz.length && hz[state] <= ceilingHz) {
      f0Hz[t] = hz[state];
      best[t] = strength[state];
    }
    state = sources[t][state];
  }
  return { f0Hz, strength: best };
}
