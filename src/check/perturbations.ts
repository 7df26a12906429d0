/**
 * What recordings meet on their way to a recogniser, each as an augmentation without chance, and how much may change by it.
 * Names and thresholds follow Derington et al. 2023, Testing correctness, fairness, and robustness of speech emotion recognition
 * models (arXiv 2312.06270), where they have the same change.
 */

export interface Perturbation {
  readonly id: string;
  /** What is done, for people. */
  readonly name: string;
  readonly augment: { readonly id: string; readonly params: Readonly<Record<string, number | boolean>> };
  /** Share of the clips that have to keep their label. */
  readonly keeps: number;
  /** UAR may fall by so much. */
  readonly uarLoss: number;
}

/** A change that nobody who listens would call one. */
const SMALL = { keeps: 0.95, uarLoss: 0.05 };
/** Another room, microphone or codec. */
const OTHER = { keeps: 0.8, uarLoss: 0.05 };
/** Half of what is heard is gone. */
const NARROW = { keeps: 0.5, uarLoss: 0.05 };

const gain = (db: number) => ({ id: "gain", params: { minDb: db, maxDb: db } });
const upTo = (hz: number) => ({ id: "band-limit", params: { minHz: hz, maxHz: hz } });
const tilt = (slope: number) => ({ id: "tilt", params: { minDbPerOctave: slope, maxDbPerOctave: slope } });
const speed = (rate: number) => ({ id: "speed", params: { rate } });

export const PERTURBATIONS: readonly Perturbation[] = [
  { id: "gain-down", name: "20 dB softer", augment: gain(-20), ...SMALL },
  { id: "gain-up", name: "10 dB louder", augment: gain(10), ...SMALL },
  {
    id: "clipping",
    name: "the loudest 0.3 % cut off",
    augment: { id: "clipping", params: { minShare: 0.003, maxShare: 0.003 } },
    ...SMALL,
  },
  {
    id: "silence",
    name: "0.5 s of silence at both ends",
    augment: { id: "silence", params: { beforeS: 0.5, afterS: 0.5 } },
    ...SMALL,
  },
  { id: "slower", name: "5 % slower", augment: speed(0.95), ...SMALL, keeps: 0.9 },
  { id: "faster", name: "5 % faster", augment: speed(1.05), ...SMALL, keeps: 0.9 },
  {
    id: "noise",
    name: "white noise, 20 dB below",
    augment: { id: "noise", params: { minDb: 20, maxDb: 20 } },
    ...SMALL,
    keeps: 0.9,
  },
  { id: "band-22", name: "as sampled at 22.05 kHz", augment: upTo(11_025), ...SMALL },
  { id: "band-16", name: "as sampled at 16 kHz", augment: upTo(8000), ...SMALL },
  { id: "band-8", name: "as sampled at 8 kHz", augment: upTo(4000), ...NARROW },
  { id: "telephone", name: "over a telephone", augment: { id: "telephone", params: {} }, ...NARROW },
  {
    id: "lossy",
    name: "lossy codec, 32 kbit/s",
    augment: { id: "lossy", params: { minKbps: 32, maxKbps: 32 } },
    ...OTHER,
  },
  {
    id: "room",
    name: "in a room (0.4 s)",
    augment: { id: "room", params: { minRt60S: 0.4, maxRt60S: 0.4, minDirectDb: 5, maxDirectDb: 5 } },
    ...OTHER,
  },
  { id: "duller", name: "duller microphone (-3 dB/octave)", augment: tilt(-3), ...OTHER, uarLoss: 0.02 },
  { id: "brighter", name: "brighter microphone (3 dB/octave)", augment: tilt(3), ...OTHER, uarLoss: 0.02 },
];
