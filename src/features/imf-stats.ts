import { z } from "zod";
import { withWorkspace } from "../signal/emd/workspace.ts";
import { eachTrack } from "../signal/instantaneous.ts";
import { mean, populationSd } from "../signal/statistics.ts";
import { defineFeature } from "./feature.ts";
import { siftShape } from "./hilbert-spectrum.ts";
import { modeNames } from "./layout.ts";

/** The descriptors of a mode, in order. */
const DESCRIPTORS = [
  { name: "share of the energy", value: { name: "share", unit: null } },
  { name: "amplitude: mean", value: { name: "amplitude", unit: null } },
  { name: "amplitude: standard deviation", value: { name: "amplitude", unit: null } },
  { name: "frequency: mean", value: { name: "frequency", unit: "Hz" } },
  { name: "frequency: standard deviation", value: { name: "frequency", unit: "Hz" } },
];
const PER_MODE = DESCRIPTORS.length;

export const imfStats = defineFeature({
  id: "imf-stats",
  summary:
    "Per intrinsic mode function, then the residual: share of the energy, mean and standard deviation of the amplitude, and of the frequency in Hz, weighted by power; zeros for modes that were not found",
  source: "Huang et al. 1998; emd.sift.sift and emd.spectra.frequency_transform 0.8.1",
  params: z.strictObject(siftShape),
  axes: ["descriptor"],
  formula: [
    "share = Σ x² / Σ over all modes; amplitude a[n] and frequency f[n] from the analytic signal",
    "mean f = Σ a² f / Σ a²; deviation of f = √(Σ a² (f - mean f)² / Σ a²)",
  ].join("\n"),
  layout: (_audio, { maxImfs }) => ({
    frames: null,
    parts: DESCRIPTORS.map((one, i) => ({
      ...one,
      scale: { name: "mode", unit: null, at: modeNames(maxImfs) },
      rows: modeNames(maxImfs).map((_, mode) => mode * PER_MODE + i),
    })),
  }),
  extract({ samples, sampleRate }, params) {
    const n = samples.length;
    const rows: number[][] = Array.from({ length: params.maxImfs + 1 }, () => new Array(PER_MODE).fill(0));
    withWorkspace(n, (workspace) => {
      const { kernel, track, power, frequency, doubles } = workspace;
      eachTrack(workspace, samples, params, (mode, index) => {
        kernel.follow(track, n, power, frequency, 0);
        rows[index] = describeMode(doubles(mode, n), doubles(power, n), doubles(frequency, n), sampleRate);
      });
    });
    const total = rows.reduce((sum, [energy]) => sum + energy, 0);
    const data = Float32Array.from(
      rows.flatMap(([energy, ...others]) => [total > 0 ? energy / total : 0, ...others]),
    );
    return { axes: ["descriptor"], shape: [data.length], data };
  },
});

/** Energy, mean and deviation of the amplitude, mean and deviation of the frequency in Hz. */
function describeMode(
  mode: Float64Array,
  power: Float64Array,
  frequency: Float64Array,
  sampleRate: number,
): number[] {
  const amplitude = power.map(Math.sqrt);
  let energy = 0;
  let total = 0;
  let first = 0;
  for (let i = 0; i < mode.length; i++) {
    energy += mode[i] * mode[i];
    total += power[i];
    first += power[i] * frequency[i];
  }
  const center = total > 0 ? first / total : 0;
  let second = 0;
  for (let i = 0; i < mode.length; i++) second += power[i] * (frequency[i] - center) ** 2;
  const spread = total > 0 ? Math.sqrt(second / total) : 0;
  return [energy, mean(amplitude), populationSd(amplitude), center * sampleRate, spread * sampleRate];
}
