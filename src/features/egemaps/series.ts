/** The 25 low-level series of eGeMAPS, smoothed over three frames, under their standard names. */
import type { Series } from "../../functionals/index.ts";
import { smooth3, smooth3NonZero } from "../../signal/voice/smoothing.ts";
import { HOP_S, type VoiceAnalysis } from "./analysis.ts";

export const FRAME_RATE_HZ = 1 / HOP_S;

interface Descriptor {
  readonly name: string;
  readonly unit: string | null;
  readonly smoothing: "all" | "nonZero";
  values(analysis: VoiceAnalysis): Float64Array;
}

const all = (name: string, unit: string | null, values: Descriptor["values"]): Descriptor => ({
  name: `${name}_sma3`,
  unit,
  smoothing: "all",
  values,
});

const nonZero = (name: string, unit: string | null, values: Descriptor["values"]): Descriptor => ({
  name: `${name}_sma3nz`,
  unit,
  smoothing: "nonZero",
  values,
});

export const DESCRIPTORS: readonly Descriptor[] = [
  all("Loudness", null, ({ loudness }) => loudness),
  all("alphaRatio", "dB", ({ alphaRatio }) => alphaRatio),
  all("hammarbergIndex", "dB", ({ hammarbergIndex }) => hammarbergIndex),
  all("slope0-500", "dB/Hz", ({ slope0 }) => slope0),
  all("slope500-1500", "dB/Hz", ({ slope500 }) => slope500),
  all("spectralFlux", null, ({ spectralFlux }) => spectralFlux),
  ...[0, 1, 2, 3].map((k) => all(`mfcc${k + 1}`, null, ({ mfcc }) => mfcc[k])),
  nonZero("F0semitoneFrom27.5Hz", "semitone", ({ semitones }) => semitones),
  nonZero("jitterLocal", null, ({ jitter }) => jitter),
  nonZero("shimmerLocaldB", "dB", ({ shimmerDb }) => shimmerDb),
  nonZero("HNRdBACF", "dB", ({ hnrDb }) => hnrDb),
  nonZero("logRelF0-H1-H2", "dB", ({ h1H2Db }) => h1H2Db),
  nonZero("logRelF0-H1-A3", "dB", ({ h1A3Db }) => h1A3Db),
  ...[0, 1, 2].flatMap((k) => [
    nonZero(`F${k + 1}frequency`, "Hz", ({ formantHz }) => formantHz[k]),
    nonZero(`F${k + 1}bandwidth`, "Hz", ({ formantBandwidthHz }) => formantBandwidthHz[k]),
    nonZero(`F${k + 1}amplitudeLogRelF0`, "dB", ({ formantDb }) => formantDb[k]),
  ]),
];

/** All of one length: that of the series of 60 ms frames. */
export function voiceSeries(analysis: VoiceAnalysis): Series[] {
  const frames = analysis.f0Hz.length;
  return DESCRIPTORS.map(({ name, unit, smoothing, values }) => {
    const smooth = smoothing === "all" ? smooth3 : smooth3NonZero;
    return { name, unit, frameRateHz: FRAME_RATE_HZ, values: smooth(values(analysis)).slice(0, frames + 1) };
  });
}
