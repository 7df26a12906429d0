import { z } from "zod";
import type { Audio } from "../audio/audio.ts";
import { ConfigError } from "../base/errors.ts";
import { geometricScales, type Scalogram, scalogram } from "../signal/cwt.ts";
import { powerToDb } from "../signal/decibel.ts";
import { defineFeature } from "./feature.ts";
import { decibelShape } from "./hilbert-spectrum.ts";
import { imageLayout, meanFrames, type RowScale, spectralValue } from "./layout.ts";

/** The parameters of every feature that is made of a Gabor wavelet transform. */
export const gaborShape = {
  centerFrequency: z
    .number()
    .min(0.1)
    .max(10)
    .default(1)
    .describe("the wavelet's frequency, cycles per unit of its time: C of pywt's cmorB-C"),
  bandwidth: z
    .number()
    .min(0.1)
    .max(100)
    .default(1.5)
    .describe(
      "the wavelet is exp(-t² / bandwidth) long: B of pywt's cmorB-C; more of it is finer in frequency",
    ),
  bands: z.int().min(1).max(512).default(64).describe("number of frequencies, in equal ratios"),
  minHz: z.number().min(1).max(192_000).default(80).describe("lowest frequency, Hz"),
  maxHz: z
    .number()
    .positive()
    .max(192_000)
    .nullable()
    .default(null)
    .describe("highest frequency, Hz; null = a quarter of the sampling rate"),
  hopSamples: z.int().min(1).max(65536).default(512).describe("samples that are averaged into one frame"),
};
const gaborParams = z.strictObject(gaborShape);

/**
 * The scalogram of a clip, [band, frame], from the lowest frequency to the highest.
 *
 * @param power - 1 for magnitudes, 2 for powers
 * @throws ConfigError if minHz is not below maxHz, or maxHz is above half the sampling rate
 */
export function gaborScalogramOf(
  { samples, sampleRate }: Audio,
  settings: z.output<typeof gaborParams>,
  power: 1 | 2,
): Scalogram {
  const { centerFrequency: center, bandwidth, minHz, maxHz, hopSamples } = settings;
  const top = maxHz ?? sampleRate / 4;
  if (top > sampleRate / 2) {
    throw new ConfigError(
      `maxHz: expected at most half the sampling rate (${sampleRate / 2} Hz), got ${top}.`,
    );
  }
  if (minHz >= top) throw new ConfigError(`minHz: expected less than maxHz (${top} Hz), got ${minHz}.`);
  return scalogram(
    samples,
    scalesOf(sampleRate, settings),
    { kind: "gabor", bandwidth, center },
    { hopSamples, power },
  );
}

type Scales = Pick<z.output<typeof gaborParams>, "bands" | "minHz" | "maxHz" | "centerFrequency">;

function scalesOf(sampleRate: number, { bands, minHz, maxHz, centerFrequency }: Scales): number[] {
  return geometricScales(bands, minHz, maxHz ?? sampleRate / 4, centerFrequency, sampleRate);
}

/** The scales by the wavelet's frequency. */
function gaborBands(sampleRate: number, settings: Scales): RowScale {
  const at = scalesOf(sampleRate, settings).map((scale) => (settings.centerFrequency * sampleRate) / scale);
  return { name: "frequency", unit: "Hz", at };
}

export const gaborScalogram = defineFeature({
  id: "gabor-scalogram",
  summary: "Magnitude of the complex Gabor (Morlet) wavelet transform per frequency and frame, lowest first",
  source: "Mallat 1999, chapter 4; the wavelet of pywt.cwt(wavelet=cmorB-C) 1.8, without its discretisation",
  params: z.strictObject({
    ...gaborShape,
    power: z.literal([1, 2]).default(1).describe("exponent of the magnitude: 2 = power, 1 = magnitude"),
    ...decibelShape,
  }),
  axes: ["band", "frame"],
  formula:
    "mean over the frame of |Σ_k x[k] · ψ*((k - n) / s) / √s|^power, ψ(t) = exp(-t² / bandwidth) · exp(2πi · centerFrequency · t) / √(π · bandwidth)",
  layout: ({ sampleRate }, params) =>
    imageLayout(
      "scalogram",
      meanFrames(sampleRate, params.hopSamples),
      gaborBands(sampleRate, params),
      spectralValue(params),
    ),
  extract(audio, params) {
    const { scales, frames, data } = gaborScalogramOf(audio, params, params.power);
    if (params.decibels) powerToDb(data);
    return { axes: ["band", "frame"], shape: [scales, frames], data: new Float32Array(data) };
  },
});
