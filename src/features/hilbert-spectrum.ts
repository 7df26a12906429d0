import { z } from "zod";
import { powerToDb } from "../signal/decibel.ts";
import { SIFT_DEFAULTS } from "../signal/emd/sift.ts";
import {
  HILBERT_SPECTRUM_DEFAULTS,
  IMF_ENERGIES,
  hilbertSpectrum as spectrumOf,
} from "../signal/hilbert-spectrum.ts";
import { defineFeature } from "./feature.ts";
import { counting, type FeatureValue, imageLayout, meanFrames, type RowScale } from "./layout.ts";

/** The parameters of an empirical mode decomposition. */
export const siftShape = {
  maxImfs: z
    .int()
    .min(1)
    .max(16)
    .default(SIFT_DEFAULTS.maxImfs)
    .describe("most intrinsic mode functions; what is left over is one more"),
  sdThreshold: z
    .number()
    .min(0.001)
    .max(10)
    .default(SIFT_DEFAULTS.sdThreshold)
    .describe("a mode is done when one more step changes it by less than this share of its energy"),
  maxIterations: z
    .int()
    .min(1)
    .max(10_000)
    .default(SIFT_DEFAULTS.maxIterations)
    .describe("steps per mode before the clip is refused"),
  energyThresholdDb: z
    .number()
    .min(1)
    .max(1000)
    .default(SIFT_DEFAULTS.energyThresholdDb)
    .describe("no further mode when the rest is this far below the clip, dB of squared energy"),
};

/** The parameters of every feature that is made of a Hilbert-Huang spectrum. */
export const hilbertSpectrumShape = {
  ...siftShape,
  bins: z
    .int()
    .min(1)
    .max(4096)
    .default(HILBERT_SPECTRUM_DEFAULTS.bins)
    .describe("bins of instantaneous frequency"),
  minHz: z
    .number()
    .min(0)
    .max(192_000)
    .default(HILBERT_SPECTRUM_DEFAULTS.minHz)
    .describe("lower edge of the lowest bin, Hz"),
  maxHz: z
    .number()
    .positive()
    .max(192_000)
    .nullable()
    .default(HILBERT_SPECTRUM_DEFAULTS.maxHz)
    .describe("upper edge of the highest bin, Hz; null = half the sampling rate"),
  hopSamples: z
    .int()
    .min(1)
    .max(65536)
    .default(HILBERT_SPECTRUM_DEFAULTS.hopSamples)
    .describe("samples that are averaged into one frame"),
  energy: z
    .enum(IMF_ENERGIES)
    .default(HILBERT_SPECTRUM_DEFAULTS.energy)
    .describe("squared amplitude, amplitude, or Teager-Kaiser energy in kHz²"),
  frequencyWeighted: z
    .boolean()
    .default(HILBERT_SPECTRUM_DEFAULTS.frequencyWeighted)
    .describe("multiply the energy by its instantaneous frequency in kHz"),
};

/** The parameter of features that can be had in decibels. */
export const decibelShape = {
  decibels: z
    .boolean()
    .default(false)
    .describe("10 log10 of the energies, with a floor 80 dB below the loudest"),
};

const spectrumParams = z.strictObject({ ...hilbertSpectrumShape, ...decibelShape });
type SpectrumParams = z.output<typeof spectrumParams>;

/** The bins of instantaneous frequency by their middles. */
export function frequencyBins(
  sampleRate: number,
  { bins, minHz, maxHz }: Pick<SpectrumParams, "bins" | "minHz" | "maxHz">,
): RowScale {
  const width = ((maxHz ?? sampleRate / 2) - minHz) / bins;
  return { name: "frequency", unit: "Hz", at: counting(0, bins).map((bin) => minHz + (bin + 0.5) * width) };
}

/** What the values of a Hilbert-Huang spectrum are. */
export function energyValue({ energy, frequencyWeighted, decibels }: SpectrumParams): FeatureValue {
  const name = `${energy === "teager" ? "Teager energy" : energy}${frequencyWeighted ? " · kHz" : ""}`;
  if (decibels) return { name, unit: "dB", kind: "level" };
  return { name, unit: null, kind: energy === "amplitude" ? "magnitude" : "power" };
}

export const hilbertSpectrum = defineFeature({
  id: "hilbert-spectrum",
  summary: "Hilbert-Huang spectrum: energy per bin of instantaneous frequency and frame, all modes together",
  source: "Huang et al. 1998; emd.sift.sift and emd.spectra.hilberthuang 0.8.1, averaged over frames",
  params: spectrumParams,
  axes: ["bin", "frame"],
  formula:
    "H[bin, t] = mean over the frame of Σ_imf energy[n] where the instantaneous frequency of the mode lies in the bin",
  layout: ({ sampleRate }, params) =>
    imageLayout(
      "Hilbert-Huang spectrum",
      meanFrames(sampleRate, params.hopSamples),
      frequencyBins(sampleRate, params),
      energyValue(params),
    ),
  extract(audio, params) {
    const { bins, frames, data } = spectrumOf(audio.samples, audio.sampleRate, params, true, params);
    if (params.decibels) powerToDb(data);
    return { axes: ["bin", "frame"], shape: [bins, frames], data: new Float32Array(data) };
  },
});
