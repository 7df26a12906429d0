import { z } from "zod";
import { convolve } from "../signal/convolve.ts";
import { defineAugmentation } from "./augmentation.ts";
import { between } from "./between.ts";

/** Half gain at this part of the cutoff, flat to 0.9 of it and closed at it, as where a sampling rate is lowered. */
const HALF_GAIN = 0.95;
/** Blackman-Harris: periods of the sampling rate per width of the transition from flat to closed. */
const WINDOW_WIDTHS = 8;
/** Harris 1978, On the use of windows for harmonic analysis: four terms, sidelobes below -92 dB. */
const WINDOW_TERMS = [0.35875, 0.48829, 0.14128, 0.01168];

const cutoffHz = z.number().min(500).max(192_000);

export const bandLimit = defineAugmentation({
  id: "band-limit",
  summary: "Keeps what lies below a random frequency, as a recording at a lower sampling rate would",
  params: z.strictObject({
    minHz: cutoffHz.default(3500).describe("lowest cutoff, Hz: half the lower sampling rate"),
    maxHz: cutoffHz.default(7500).describe("highest cutoff, Hz; above the clip's own band nothing changes"),
  }),
  apply({ samples, sampleRate }, { minHz, maxHz }, random) {
    const cutoff = between("band-limit", { minHz, maxHz }, random) / sampleRate;
    if (cutoff >= 0.5) return { samples: samples.slice(), sampleRate };
    const half = Math.ceil(WINDOW_WIDTHS / (2 * (1 - HALF_GAIN) * cutoff) / 2);
    return { samples: convolve(samples, lowPass(HALF_GAIN * cutoff, half), half), sampleRate };
  },
});

/** [tap], symmetric around tap `half`; the cutoff in parts of the sampling rate. */
function lowPass(cutoff: number, half: number): Float64Array {
  return Float64Array.from({ length: 2 * half + 1 }, (_, tap) => {
    const at = tap - half;
    const sinc = at === 0 ? 2 * cutoff : Math.sin(2 * Math.PI * cutoff * at) / (Math.PI * at);
    return sinc * WINDOW_TERMS.reduce((sum, term, i) => sum + term * Math.cos((Math.PI * i * at) / half), 0);
  });
}
