/** What can be seen beside the features: the waveform, its spectrogram, and the modes of its decomposition. */
import { z } from "zod";
import { createRegistry, type Registry } from "../base/registry.ts";
import { defineFeature, type FeatureDefinition } from "../features/feature.ts";
import { siftShape } from "../features/hilbert-spectrum.ts";
import { features } from "../features/index.ts";
import { counting, imageLayout, modeNames, stftFrames } from "../features/layout.ts";
import { spectrumShape } from "../features/mel.ts";
import { emd } from "../signal/emd/sift.ts";
import { spectrogram as spectrogramOf } from "../signal/stft.ts";
import { speech } from "./speech-view.ts";

export const waveform = defineFeature({
  id: "waveform",
  summary: "The samples over time",
  source: "the file",
  params: z.strictObject({}),
  axes: ["descriptor", "frame"],
  layout: ({ sampleRate }) =>
    imageLayout(
      "waveform",
      { name: "time", unit: "s", first: 0, step: 1 / sampleRate },
      { name: "sample", unit: null, at: ["sample"] },
      { name: "amplitude", unit: null },
    ),
  extract: ({ samples }) => ({ axes: ["descriptor", "frame"], shape: [1, samples.length], data: samples }),
});

export const spectrogram = defineFeature({
  id: "spectrogram",
  summary: "Short-time Fourier power per frequency and frame, in dB",
  source: "librosa.stft 0.11",
  params: z.strictObject(spectrumShape),
  axes: ["bin", "frame"],
  layout: ({ sampleRate }, params) =>
    imageLayout(
      "spectrogram",
      stftFrames(sampleRate, params, params.nFft),
      {
        name: "frequency",
        unit: "Hz",
        at: counting(0, Math.floor(params.nFft / 2) + 1).map((bin) => (bin * sampleRate) / params.nFft),
      },
      { name: "power", unit: null, kind: "power" },
    ),
  extract({ samples }, params) {
    const { frames, bins, data } = spectrogramOf(samples, params);
    const power = new Float32Array(bins * frames);
    for (let frame = 0; frame < frames; frame++) {
      for (let bin = 0; bin < bins; bin++) power[bin * frames + frame] = data[frame * bins + bin];
    }
    return { axes: ["bin", "frame"], shape: [bins, frames], data: power };
  },
});

export const imfs = defineFeature({
  id: "imfs",
  summary: "Intrinsic mode functions over time, fastest first, then the residual",
  source: "Huang et al. 1998; emd.sift.sift 0.8.1",
  params: z.strictObject(siftShape),
  axes: ["imf", "frame"],
  layout: ({ sampleRate }, _params, [modes]) => ({
    frames: { name: "time", unit: "s", first: 0, step: 1 / sampleRate },
    parts: modeNames(modes - 1).map((name) => ({
      name,
      scale: { name: "mode", unit: null, at: [name] },
      value: { name: "amplitude", unit: null },
    })),
  }),
  extract({ samples }, params) {
    const modes = emd(samples, params);
    const rows = [...modes.imfs, modes.residual];
    const data = new Float32Array(rows.length * samples.length);
    for (const [row, values] of rows.entries()) data.set(values, row * samples.length);
    return { axes: ["imf", "frame"], shape: [rows.length, samples.length], data };
  },
});

/** Everything that can be drawn: the views above and all features, registered ones too. */
export function plottable(): Registry<FeatureDefinition, Readonly<Record<string, FeatureDefinition>>> {
  const all = [waveform, spectrogram, speech, imfs, ...features.list];
  return createRegistry("feature", Object.fromEntries(all.map((one) => [one.id, one])));
}
