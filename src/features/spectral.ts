import { z } from "zod";
import { ConfigError } from "../base/errors.ts";
import { checkSize } from "../signal/size.ts";
import {
  lnSpectralFlatness,
  spectralBandwidth,
  spectralCentroid,
  spectralFlux,
  spectralRolloff,
} from "../signal/spectral-shape.ts";
import { countFrames, eachPowerSpectrum } from "../signal/stft.ts";
import { frameRms, zeroCrossingRate } from "../signal/waveform.ts";
import { defineFeature } from "./feature.ts";
import { type FeaturePart, stftFrames } from "./layout.ts";
import { spectrumShape } from "./mel.ts";

const DESCRIPTORS = [
  "centroid",
  "bandwidth",
  "rolloff",
  "flatness",
  "flux",
  "zero-crossing-rate",
  "rms",
] as const;
type Descriptor = (typeof DESCRIPTORS)[number];

/** What a frame's spectral descriptors are made of. */
interface FrameSpectra {
  readonly power: Float64Array;
  readonly magnitude: Float64Array;
  /** Magnitude of the frame before; the frame's own for the first one. */
  readonly previous: Float64Array;
  readonly centroidHz: number;
  readonly binHz: number;
}
type Measure = (spectra: FrameSpectra) => number;

/**
 * Rows in the order of `descriptors`; `rolloff` has one row per share. A silent frame has centroid, bandwidth, roll-off,
 * flux, zero crossings and RMS 0, and flatness 1. The first frame's flux is 0.
 */
export const spectral = defineFeature({
  id: "spectral",
  summary:
    "Course over time of spectral centroid, bandwidth, roll-off (Hz), flatness, flux, zero-crossing rate and RMS",
  source:
    "librosa.feature.spectral_centroid, spectral_bandwidth, spectral_rolloff, spectral_flatness, zero_crossing_rate, rms 0.11",
  params: z.strictObject({
    descriptors: z
      .array(z.enum(DESCRIPTORS))
      .min(1)
      .max(DESCRIPTORS.length)
      .default([...DESCRIPTORS])
      .describe("which rows, in this order, each once"),
    ...spectrumShape,
    bandwidthPower: z
      .number()
      .min(0.1)
      .max(10)
      .default(2)
      .describe("exponent of the distances from the centroid in bandwidth"),
    rolloffShares: z
      .array(z.number().gt(0).lt(1))
      .min(1)
      .max(20)
      .default([0.85])
      .describe("shares of the magnitude at or below a roll-off, one row each; 0.01 lies near F0"),
  }),
  axes: ["descriptor", "frame"],
  formula: [
    "centroid = Σ f · |X| / Σ |X|; bandwidth = (Σ |f - centroid|^p · |X| / Σ |X|)^(1/p)",
    "rolloff = least f with share · Σ |X| at or below it; flatness = geometric mean / mean of |X|²",
    "flux = distance from the frame before of |X| / ‖X‖; zero-crossing-rate = crossings per sample; rms = √mean(x²)",
  ].join("\n"),
  layout: ({ sampleRate }, params) => ({
    frames: stftFrames(sampleRate, params, params.nFft),
    parts: params.descriptors.flatMap((descriptor) =>
      descriptor === "rolloff"
        ? params.rolloffShares.map((share) => partOf(descriptor, `${descriptor} ${share}`))
        : partOf(descriptor, descriptor),
    ),
  }),
  extract({ samples, sampleRate }, params) {
    const { descriptors, rolloffShares, nFft } = params;
    if (new Set(descriptors).size < descriptors.length) {
      throw new ConfigError(`descriptors: expected each once, got ${descriptors.join(", ")}.`);
    }
    const frames = countFrames(samples.length, params);
    const shares = descriptors.includes("rolloff") ? rolloffShares.length : 1;
    const rows = descriptors.length - 1 + shares;
    checkSize("hopSamples, descriptors", "the descriptors", rows * frames, "Raise hopSamples.");
    const data = new Float32Array(rows * frames);
    const measures: { row: number; measure: Measure }[] = [];
    let row = 0;
    for (const descriptor of descriptors) {
      if (descriptor === "rms") data.set(frameRms(samples, params), row++ * frames);
      else if (descriptor === "zero-crossing-rate")
        data.set(zeroCrossingRate(samples, params), row++ * frames);
      else for (const measure of measuresOf(descriptor, params)) measures.push({ row: row++, measure });
    }
    if (measures.length > 0) {
      const binHz = sampleRate / nFft;
      let previous = new Float64Array(Math.floor(nFft / 2) + 1);
      let magnitude = new Float64Array(previous.length);
      eachPowerSpectrum(samples, params, (power, frame) => {
        for (let bin = 0; bin < power.length; bin++) magnitude[bin] = Math.sqrt(power[bin]);
        if (frame === 0) previous.set(magnitude);
        const centroidHz = spectralCentroid(magnitude, binHz);
        const spectra = { power, magnitude, previous, centroidHz, binHz };
        for (const one of measures) data[one.row * frames + frame] = one.measure(spectra);
        [previous, magnitude] = [magnitude, previous];
      });
    }
    return { axes: ["descriptor", "frame"], shape: [rows, frames], data };
  },
});

const VALUES: Record<Descriptor, FeaturePart["value"]> = {
  centroid: { name: "frequency", unit: "Hz", kind: "frequency" },
  bandwidth: { name: "width", unit: "Hz" },
  rolloff: { name: "frequency", unit: "Hz", kind: "frequency" },
  flatness: { name: "flatness", unit: null },
  flux: { name: "flux", unit: null },
  "zero-crossing-rate": { name: "rate", unit: "1/sample" },
  rms: { name: "amplitude", unit: null },
};

function partOf(descriptor: Descriptor, name: string): FeaturePart {
  return { name, scale: { name: "descriptor", unit: null, at: [name] }, value: VALUES[descriptor] };
}

function measuresOf(
  descriptor: Exclude<Descriptor, "rms" | "zero-crossing-rate">,
  { bandwidthPower, rolloffShares }: { bandwidthPower: number; rolloffShares: readonly number[] },
): Measure[] {
  switch (descriptor) {
    case "centroid":
      return [({ centroidHz }) => centroidHz];
    case "bandwidth":
      return [
        ({ magnitude, binHz, centroidHz }) => spectralBandwidth(magnitude, binHz, centroidHz, bandwidthPower),
      ];
    case "rolloff":
      return rolloffShares.map(
        (share) =>
          ({ magnitude, binHz }) =>
            spectralRolloff(magnitude, binHz, share),
      );
    case "flatness":
      return [({ power }) => Math.exp(lnSpectralFlatness(power))];
    case "flux":
      return [({ previous, magnitude }) => spectralFlux(previous, magnitude)];
  }
}
