import { z } from "zod";
import { checkSiftLength, eachImf } from "../signal/emd/sift.ts";
import { createTracker } from "../signal/instantaneous.ts";
import { mean, populationSd } from "../signal/statistics.ts";
import { defineFeature } from "./feature.ts";
import { siftShape } from "./hilbert-spectrum.ts";

/** Descriptors per mode. */
const PER_MODE = 5;

export const imfStats = defineFeature({
  id: "imf-stats",
  summary:
    "Per intrinsic mode function, then the residual: share of the energy, mean and standard deviation of the amplitude, and of the frequency in Hz, weighted by power; zeros for modes that were not found",
  source: "Huang et al. 1998; emd.sift.sift and emd.spectra.frequency_transform 0.8.1",
  version: 1,
  params: z.strictObject(siftShape),
  axes: ["descriptor"],
  extract(audio, params) {
    checkSiftLength(audio.samples.length);
    const tracker = createTracker(audio.samples.length);
    const data = new Float32Array((params.maxImfs + 1) * PER_MODE);
    const energies = new Float64Array(params.maxImfs + 1);
    const describe = (mode: Float64Array, slot: number): void => {
      tracker.track(mode);
      const { power, frequency } = tracker;
      const amplitude = power.map(Math.sqrt);
      let total = 0;
      let first = 0;
      for (let n = 0; n < mode.length; n++) {
        energies[slot] += mode[n] * mode[n];
        total += power[n];
        first += power[n] * frequency[n];
      }
      const center = total > 0 ? first / total : 0;
      let second = 0;
      for (let n = 0; n < mode.length; n++) second += power[n] * (frequency[n] - center) ** 2;
      const spread = total > 0 ? Math.sqrt(second / total) : 0;
      data.set(
        [mean(amplitude), populationSd(amplitude), center * audio.sampleRate, spread * audio.sampleRate],
        slot * PER_MODE + 1,
      );
    };
    describe(eachImf(audio.samples, params, describe), params.maxImfs);
    const sum = energies.reduce((all, energy) => all + energy, 0);
    for (let slot = 0; slot <= params.maxImfs; slot++) {
      data[slot * PER_MODE] = sum > 0 ? energies[slot] / sum : 0;
    }
    return { axes: ["descriptor"], shape: [data.length], data };
  },
});
