/**
 * How each emotion is spoken: offsets from neutral speech, in the directions that Scherer 2003 (Speech
 * Communication 40, table 2) and Banse & Scherer 1996 report, and how far speakers and takes stray from them.
 */
import type { Random } from "../base/random.ts";

/** In the order of RAVDESS's codes 01 to 08. */
export const emotionNames = [
  "neutral",
  "calm",
  "happy",
  "sad",
  "angry",
  "fearful",
  "disgust",
  "surprised",
] as const;
export type EmotionName = (typeof emotionNames)[number];

export const intensities = ["normal", "strong"] as const;
export type Intensity = (typeof intensities)[number];

/** How one utterance is spoken. Everything but the first group is relative to the speaker's habit. */
export interface Prosody {
  /** Mean pitch against the voice's own, semitones. */
  readonly f0Semitones: number;
  /** Height of a full pitch accent. */
  readonly accentSemitones: number;
  /** Movement over the last 0.3 s: below zero falls, above zero rises. */
  readonly finalSemitones: number;
  /** Depth of a 6 Hz tremble of pitch and loudness. */
  readonly tremorSemitones: number;
  readonly tempoPercent: number;
  readonly levelDb: number;
  /** Spectral tilt at 3 kHz: below zero is a tense, above zero a lax voice. */
  readonly tiltDb: number;
  readonly breathDb: number;
  readonly jitterPercent: number;
  /** Open share of the glottal period. */
  readonly openPercent: number;
  /** Formants up (spread lips) or down (pursed lips). */
  readonly formantPercent: number;
}

const NEUTRAL: Prosody = {
  f0Semitones: 0,
  accentSemitones: 3,
  finalSemitones: -3,
  tremorSemitones: 0,
  tempoPercent: 0,
  levelDb: 0,
  tiltDb: 0,
  breathDb: 0,
  jitterPercent: 0,
  openPercent: 60,
  formantPercent: 0,
};

/** Offsets from NEUTRAL at an intensity halfway between normal and strong. */
const OFFSETS: Readonly<Record<EmotionName, Partial<Prosody>>> = {
  neutral: {},
  calm: {
    f0Semitones: -1,
    accentSemitones: -0.6,
    tempoPercent: -11,
    levelDb: -3,
    tiltDb: 4,
    breathDb: 3,
    openPercent: 4,
  },
  happy: {
    f0Semitones: 4,
    accentSemitones: 2.8,
    finalSemitones: 2,
    tempoPercent: 7,
    levelDb: 3.5,
    tiltDb: -3,
    formantPercent: 4,
  },
  sad: {
    f0Semitones: -0.5,
    accentSemitones: -1.7,
    finalSemitones: -1.5,
    tremorSemitones: 0.25,
    tempoPercent: -19,
    levelDb: -5.5,
    tiltDb: 7,
    breathDb: 5,
    openPercent: 10,
    formantPercent: -2,
  },
  angry: {
    f0Semitones: 3,
    accentSemitones: 2.2,
    finalSemitones: -2,
    tempoPercent: 8,
    levelDb: 7.5,
    tiltDb: -7,
    breathDb: -3,
    jitterPercent: 0.8,
    openPercent: -13,
    formantPercent: 2,
  },
  fearful: {
    f0Semitones: 5.5,
    accentSemitones: -0.6,
    finalSemitones: 1.5,
    tremorSemitones: 0.7,
    tempoPercent: 17,
    levelDb: 1.5,
    tiltDb: 1,
    breathDb: 5,
    jitterPercent: 1.2,
    openPercent: 5,
    formantPercent: 1,
  },
  disgust: {
    f0Semitones: -2.5,
    accentSemitones: 0.8,
    finalSemitones: -2,
    tempoPercent: -13,
    levelDb: 0.5,
    tiltDb: -2,
    breathDb: -1,
    jitterPercent: 1.8,
    openPercent: -10,
    formantPercent: -5,
  },
  surprised: {
    f0Semitones: 5,
    accentSemitones: 3.5,
    finalSemitones: 10,
    tempoPercent: 2,
    levelDb: 2.5,
    tiltDb: -1,
    breathDb: 2,
    formantPercent: 2,
  },
};

/** Standard deviations: of a speaker's own way with an emotion, and of one take around it. */
const STRAY: Readonly<Record<keyof Prosody, readonly [speaker: number, take: number]>> = {
  f0Semitones: [0.8, 0.7],
  accentSemitones: [0.5, 0.5],
  finalSemitones: [0.8, 0.8],
  tremorSemitones: [0.08, 0.08],
  tempoPercent: [4, 4],
  levelDb: [1.2, 1.2],
  tiltDb: [1.2, 1.2],
  breathDb: [1, 1],
  jitterPercent: [0.2, 0.2],
  openPercent: [2, 2],
  formantPercent: [1, 0.8],
};

const STRENGTH: Readonly<Record<Intensity, number>> = { normal: 0.8, strong: 1.25 };

/**
 * The prosody of one take.
 *
 * @param speaker - generator of the speaker's own way with this emotion: the same for all of their takes
 * @param take - generator of this take
 */
export function drawProsody(
  emotion: EmotionName,
  intensity: Intensity,
  speaker: Random,
  take: Random,
): Prosody {
  const offsets = OFFSETS[emotion];
  const draw = (name: keyof Prosody): number => {
    const [speakerSd, takeSd] = STRAY[name];
    const offset = (offsets[name] ?? 0) * STRENGTH[intensity];
    return NEUTRAL[name] + offset + speakerSd * speaker.normal() + takeSd * take.normal();
  };
  return {
    f0Semitones: draw("f0Semitones"),
    accentSemitones: Math.max(0.3, draw("accentSemitones")),
    finalSemitones: draw("finalSemitones"),
    tremorSemitones: Math.max(0, draw("tremorSemitones")),
    tempoPercent: Math.max(-40, draw("tempoPercent")),
    levelDb: draw("levelDb"),
    tiltDb: draw("tiltDb"),
    breathDb: draw("breathDb"),
    jitterPercent: draw("jitterPercent"),
    openPercent: Math.min(90, Math.max(35, draw("openPercent"))),
    formantPercent: draw("formantPercent"),
  };
}
