/** Functionals: one long vector of statistics that sums up a whole clip. */
import { z } from "zod";
import { AudioError } from "../base/errors.ts";
import { Run } from "../functionals/index.ts";
import { resampledSource } from "../signal/resample.ts";
import { partOf } from "../signal/source.ts";
import { soundingPart } from "../signal/trim.ts";
import { defineFeature } from "./feature.ts";
import { analyse } from "./functionals/analysis.ts";
import { cepstralGroups } from "./functionals/cepstral.ts";
import type { DescriptorGroup } from "./functionals/group.ts";
import { prosodicGroups } from "./functionals/prosodic.ts";
import { ANALYSIS_RATE } from "./functionals/settings.ts";
import { spectralGroups } from "./functionals/spectral.ts";

const MIN_SAMPLES = 2048; // one frame at the analysis rate

const CORE: readonly DescriptorGroup[] = [
  cepstralGroups.distribution,
  cepstralGroups.quantiles,
  cepstralGroups.movement,
  cepstralGroups.movementQuantiles,
  cepstralGroups.course,
  prosodicGroups.pitch,
  prosodicGroups.course,
  spectralGroups.shape,
];

const SETS = {
  core: CORE,
  full: [
    ...CORE,
    cepstralGroups.voicedPart,
    spectralGroups.bands,
    spectralGroups.wavelets,
    spectralGroups.modulation,
  ],
} as const;

/**
 * The clip is brought to 24 kHz and its silent edges are cut off; then all series have 2048-sample frames every 256
 * samples. Units are in the names; counts begin at 1. The core set is the beginning of the full one. Finite for every clip of at least 85.3 ms: digital silence has levels of -100 dB and no pitch.
 */
export const functionals = defineFeature({
  id: "functionals",
  summary:
    "1342 (or 870) statistics over time of MFCC, mel bands, pitch, level and spectral shape, at 24 kHz",
  source:
    "librosa 0.11 conventions for mel, MFCC and spectral shape; pitch Boersma 1993; cf. functionals of openSMILE (Eyben 2016)",
  params: z.strictObject({
    set: z
      .enum(["full", "core"])
      .default("full")
      .describe(
        "full: 1342 numbers; core: the first 870, without voiced MFCC, mel bands, wavelets, modulation",
      ),
    topDb: z
      .number()
      .min(5)
      .max(100)
      .default(30)
      .describe("edges this many dB below the loudest frame are cut off"),
  }),
  axes: ["descriptor"],
  ownRate: ANALYSIS_RATE,
  formula:
    "statistics over time of series at 24 kHz, frames of 2048 samples every 256: see the names, in order",
  layout: (_audio, { set }) => ({
    frames: null,
    parts: SETS[set].map(({ title, columns }) => {
      const names = columns.map(({ name }) => name);
      const value = { name: "value", unit: null };
      return { name: title, scale: { name: "number", unit: null, at: names }, value, columns };
    }),
  }),
  extract(audio, params) {
    const full = resampledSource(audio.samples, audio.sampleRate, ANALYSIS_RATE);
    if (full.length < MIN_SAMPLES) {
      throw new AudioError(
        `the audio lasts ${((audio.samples.length / audio.sampleRate) * 1000).toFixed(1)} ms; expected at least ` +
          `${((MIN_SAMPLES / ANALYSIS_RATE) * 1000).toFixed(1)} ms.`,
        "Leave the clip out or pad it.",
      );
    }
    const { from, to, loud } = soundingPart(full, ANALYSIS_RATE, params.topDb);
    const analysis = analyse(
      partOf(full, from, to),
      full.length / ANALYSIS_RATE,
      params.set === "full",
      loud.map((middle) => middle - from),
    );
    const groups = SETS[params.set];
    const numbers = new Float64Array(groups.reduce((sum, { columns }) => sum + columns.length, 0));
    const run = new Run();
    let at = 0;
    for (const group of groups) {
      group.compute(analysis, run, numbers, at);
      at += group.columns.length;
    }
    const data = Float32Array.from(numbers);
    return { axes: ["descriptor"], shape: [data.length], data };
  },
});
