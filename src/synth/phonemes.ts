/**
 * The speech sounds of the two sentences, in ARPAbet. A phoneme is a row of phases; a phase holds what the
 * vocal tract aims at for a while. Formants are those of an adult male (Peterson & Barney 1952 for vowels,
 * Klatt 1980, table II for consonants); K, NG are the front and G the back velars that the sentences need.
 */

export type Formants = readonly [f1Hz: number, f2Hz: number, f3Hz: number];

export interface Phase {
  /** Duration at the habitual tempo of a stressed syllable, s. */
  readonly seconds: number;
  /** Whether tempo and stress change the duration. */
  readonly elastic: boolean;
  readonly formantsHz: Formants;
  /** Amplitude of the glottal pulses, 0 to 1. */
  readonly voicing: number;
  /** Amplitude of noise at the glottis, 0 to 1. */
  readonly aspiration: number;
  /** Amplitude of noise at the constriction, 0 to 1. */
  readonly frication: number;
  /** Where that noise peaks, and how wide, Hz. */
  readonly fricationHz: number;
  readonly fricationBandwidthHz: number;
  /** Mouth shut: of the voice only the lowest harmonics come through the walls. */
  readonly closed: boolean;
  /** Opening to the nose, 0 to 1. */
  readonly nasality: number;
}

export interface Phoneme {
  readonly kind: "vowel" | "approximant" | "nasal" | "fricative" | "plosive";
  readonly phases: readonly Phase[];
}

const OPEN: Phase = {
  seconds: 0,
  elastic: true,
  formantsHz: [500, 1500, 2500],
  voicing: 0,
  aspiration: 0,
  frication: 0,
  fricationHz: 3000,
  fricationBandwidthHz: 2000,
  closed: false,
  nasality: 0,
};

/** Nobody speaks; the tract rests in the neutral position. */
export function pause(seconds: number): Phase {
  return { ...OPEN, seconds, elastic: false };
}

function vowel(seconds: number, ...targets: Formants[]): Phoneme {
  const share = seconds / targets.length;
  return {
    kind: "vowel",
    phases: targets.map((formantsHz) => ({ ...OPEN, seconds: share, formantsHz, voicing: 1 })),
  };
}

function approximant(seconds: number, formantsHz: Formants): Phoneme {
  return { kind: "approximant", phases: [{ ...OPEN, seconds, formantsHz, voicing: 0.8 }] };
}

function nasal(seconds: number, formantsHz: Formants): Phoneme {
  return { kind: "nasal", phases: [{ ...OPEN, seconds, formantsHz, voicing: 0.55, nasality: 1 }] };
}

interface Noise {
  readonly amplitude: number;
  readonly hz: number;
  readonly bandwidthHz: number;
}

function frication(noise: Noise): Pick<Phase, "frication" | "fricationHz" | "fricationBandwidthHz"> {
  return { frication: noise.amplitude, fricationHz: noise.hz, fricationBandwidthHz: noise.bandwidthHz };
}

function fricative(seconds: number, formantsHz: Formants, voicing: number, noise: Noise): Phoneme {
  return { kind: "fricative", phases: [{ ...OPEN, seconds, formantsHz, voicing, ...frication(noise) }] };
}

function voicedPlosive(closureS: number, formantsHz: Formants, burst: Noise): Phoneme {
  return {
    kind: "plosive",
    phases: [
      { ...OPEN, seconds: closureS, formantsHz, voicing: 0.35, closed: true },
      { ...OPEN, seconds: 0.008, elastic: false, formantsHz, voicing: 0.5, ...frication(burst) },
    ],
  };
}

function voicelessPlosive(
  closureS: number,
  formantsHz: Formants,
  burst: Noise,
  aspirationS: number,
): Phoneme {
  return {
    kind: "plosive",
    phases: [
      { ...OPEN, seconds: closureS, formantsHz, closed: true },
      { ...OPEN, seconds: 0.012, elastic: false, formantsHz, aspiration: 0.3, ...frication(burst) },
      { ...OPEN, seconds: aspirationS, formantsHz, aspiration: 0.7 },
    ],
  };
}

export const phonemes = {
  AA: vowel(0.13, [730, 1090, 2440]),
  AH: vowel(0.08, [580, 1300, 2450]),
  AO: vowel(0.15, [590, 880, 2410]),
  AY: vowel(0.19, [730, 1150, 2450], [380, 2050, 2650]),
  IH: vowel(0.11, [400, 1980, 2550]),
  IY: vowel(0.13, [280, 2280, 2950]),
  UW: vowel(0.13, [310, 880, 2250]),
  R: approximant(0.08, [430, 1240, 1640]),
  NG: nasal(0.07, [280, 2050, 2650]),
  S: fricative(0.095, [330, 1600, 2600], 0, { amplitude: 0.34, hz: 5900, bandwidthHz: 1700 }),
  Z: fricative(0.065, [300, 1600, 2600], 0.3, { amplitude: 0.2, hz: 5700, bandwidthHz: 1800 }),
  DH: fricative(0.04, [290, 1300, 2550], 0.5, { amplitude: 0.04, hz: 5000, bandwidthHz: 4000 }),
  B: voicedPlosive(0.05, [220, 900, 2200], { amplitude: 0.18, hz: 900, bandwidthHz: 1200 }),
  D: voicedPlosive(0.04, [220, 1700, 2650], { amplitude: 0.3, hz: 4000, bandwidthHz: 2200 }),
  G: voicedPlosive(0.045, [220, 1250, 2100], { amplitude: 0.3, hz: 1500, bandwidthHz: 600 }),
  T: voicelessPlosive(0.045, [330, 1700, 2650], { amplitude: 0.5, hz: 4300, bandwidthHz: 2400 }, 0.035),
  K: voicelessPlosive(0.045, [320, 2000, 2500], { amplitude: 0.5, hz: 2250, bandwidthHz: 600 }, 0.04),
} satisfies Record<string, Phoneme>;

export type PhonemeName = keyof typeof phonemes;
