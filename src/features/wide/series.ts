/** The 70 low-level series of the wide set and their Δ: what they are called, and where they count. */
import type { Series, SeriesInfo } from "../../functionals/index.ts";
import { delta } from "../../signal/delta.ts";
import { SPEECH_BANDS } from "../../signal/voice/loudness.ts";
import { smooth3, smooth3NonZero } from "../../signal/voice/smoothing.ts";
import { HOP_S } from "../egemaps/analysis.ts";
import type { WideAnalysis } from "./analysis.ts";
import { N_MFCC } from "./auditory.ts";

const FRAME_RATE_HZ = 1 / HOP_S;

/** Frames of the line whose slope is Δ. */
const DELTA_FRAMES = 5;

interface Descriptor extends SeriesInfo {
  values(analysis: WideAnalysis): Float64Array;
}

/** Series of one kind. */
export interface SeriesFamily {
  readonly name: string;
  /** Only voiced frames count. */
  readonly isVoice: boolean;
  readonly series: readonly Descriptor[];
}

const one = (name: string, unit: string | null, values: Descriptor["values"]): Descriptor => ({
  name,
  unit,
  values,
});

const family = (name: string, ...series: readonly Descriptor[]): SeriesFamily => ({
  name,
  isVoice: false,
  series,
});

const voice = (name: string, ...series: readonly Descriptor[]): SeriesFamily => ({
  name,
  isVoice: true,
  series,
});

export const FAMILIES: readonly SeriesFamily[] = [
  family(
    "loudness",
    one("loudness", null, (all) => all.voice.loudness),
    one("loudnessChange", null, (all) => all.auditory.change),
  ),
  family(
    "energy and zero crossings",
    one("rms", null, (all) => all.voice.power.map(Math.sqrt)),
    one("zeroCrossings", null, (all) => all.zeroCrossings),
  ),
  family(
    "auditory bands",
    ...Array.from({ length: SPEECH_BANDS }, (_, band) =>
      one(`band${band + 1}`, null, (all) => all.auditory.bands[band]),
    ),
  ),
  family(
    "spectral bands and balance",
    one("energy250-650", null, (all) => all.shape.lowEnergy),
    one("energy1000-4000", null, (all) => all.shape.midEnergy),
    one("alphaRatio", "dB", (all) => all.voice.alphaRatio),
    one("hammarbergIndex", "dB", (all) => all.voice.hammarbergIndex),
  ),
  family(
    "roll-off",
    one("rollOff25", "Hz", (all) => all.shape.rollOff25),
    one("rollOff50", "Hz", (all) => all.shape.rollOff50),
    one("rollOff75", "Hz", (all) => all.shape.rollOff75),
    one("rollOff90", "Hz", (all) => all.shape.rollOff90),
  ),
  family(
    "spectral shape",
    one("flux", null, (all) => all.shape.flux),
    one("centroid", "Hz", (all) => all.shape.centroid),
    one("entropy", "bit", (all) => all.shape.entropy),
    one("variance", "Hz²", (all) => all.shape.variance),
    one("skewness", null, (all) => all.shape.skewness),
    one("kurtosis", null, (all) => all.shape.kurtosis),
    one("slope", "1/Hz", (all) => all.shape.slope),
    one("sharpness", "acum", (all) => all.shape.sharpness),
    one("harmonicity", null, (all) => all.shape.harmonicity),
  ),
  family(
    "MFCC",
    ...Array.from({ length: N_MFCC }, (_, k) => one(`mfcc${k + 1}`, null, (all) => all.auditory.mfcc[k])),
  ),
  family(
    "voicing",
    one("voicing", null, ({ voice: { f0Hz, hnrDb } }) =>
      hnrDb.map((ratioDb, frame) => (f0Hz[frame] === 0 ? 0 : 1 / (1 + 10 ** (-ratioDb / 10)))),
    ),
  ),
  voice(
    "pitch and its perturbation",
    one("f0", "semitone", (all) => all.voice.semitones),
    one("jitter", null, (all) => all.voice.jitter),
    one("shimmer", "dB", (all) => all.voice.shimmerDb),
    one("logHnr", null, (all) => all.voice.hnrDb.map((ratioDb) => (Math.LN10 / 10) * ratioDb)),
  ),
  voice(
    "harmonics and formants",
    one("h1H2", "dB", (all) => all.voice.h1H2Db),
    one("formant1", "Hz", (all) => all.voice.formantHz[0]),
    one("formant2", "Hz", (all) => all.voice.formantHz[1]),
    one("formant3", "Hz", (all) => all.voice.formantHz[2]),
  ),
];

/** The series of a family, then their Δ. */
export function namesOf({ series }: SeriesFamily): SeriesInfo[] {
  return [
    ...series.map(({ name, unit }) => ({ name, unit })),
    ...series.map(({ name, unit }) => ({ name: `${name}_delta`, unit: `${unit ?? "1"}/frame` })),
  ];
}

/**
 * The series of a family, averaged over three frames, then their Δ: the slope over five frames. All are as long as those of
 * 60 ms frames. Voiced frames are averaged with voiced ones, and have a Δ where all five are voiced.
 */
export function seriesOf(members: SeriesFamily, analysis: WideAnalysis): Series[] {
  const frames = analysis.voice.f0Hz.length;
  const names = namesOf(members);
  const voiced = smooth3NonZero(analysis.voice.f0Hz).map((hz) => (hz > 0 ? 1 : 0));
  const smooth = members.isVoice ? smooth3NonZero : smooth3;
  const smoothed = members.series.map(({ values }) => smooth(values(analysis)).subarray(0, frames + 1));
  const deltas = smoothed.map((values) =>
    delta(values, values.length, { width: DELTA_FRAMES, order: 1, mode: "nearest" }),
  );
  const masks = members.isVoice ? [Uint8Array.from(voiced), allNear(voiced)] : undefined;
  return [...smoothed, ...deltas].map((values, i) => ({
    ...names[i],
    frameRateHz: FRAME_RATE_HZ,
    values,
    ...(masks === undefined ? {} : { mask: masks[i < smoothed.length ? 0 : 1] }),
  }));
}

/** Where the frames that a Δ is of are all voiced. */
function allNear(voiced: Float64Array): Uint8Array {
  const half = (DELTA_FRAMES - 1) / 2;
  return Uint8Array.from(voiced, (_, frame) =>
    voiced.subarray(Math.max(0, frame - half), frame + half + 1).every((one) => one === 1) ? 1 : 0,
  );
}
