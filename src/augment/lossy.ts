import { z } from "zod";
import { nextPowerOfTwo } from "../signal/bluestein.ts";
import { createMdct } from "../signal/mdct.ts";
import { defineAugmentation } from "./augmentation.ts";
import { between } from "./between.ts";

/** From block to block, about: between the 13 ms of MP3 and the 20 ms of Opus. */
const HOP_S = 0.016;
/** Upper edges of the critical bands, Hz (Zwicker 1961). */
const BAND_EDGES_HZ = [
  100, 200, 300, 400, 510, 630, 770, 920, 1080, 1270, 1480, 1720, 2000, 2320, 2700, 3150, 3700, 4400, 5300,
  6400, 7700, 9500, 12_000, 15_500,
];
/** Halvings of the interval in which the fineness of a block is looked for. */
const HALVINGS = 14;

const kbps = z.number().min(2).max(512);

/**
 * Blocks of a modified cosine transform, each rounded to steps: a band's step grows with the root of its level, and all steps
 * of a block are as fine as its bits allow. So quiet bands vanish and loud ones roughen, as they do behind MP3, AAC and Opus.
 *
 * @see Princen & Bradley 1986 (transform); Brandenburg 1999, MP3 and AAC explained (bands, rate loop)
 */
export const lossy = defineAugmentation({
  id: "lossy",
  summary:
    "Imitates what a lossy codec such as MP3 or Opus takes away at a random bit rate; no codec's own sound",
  params: z.strictObject({
    minKbps: kbps.default(12).describe("lowest bit rate, kbit/s"),
    maxKbps: kbps.default(48).describe("highest bit rate, kbit/s"),
  }),
  apply({ samples, sampleRate }, { minKbps, maxKbps }, random) {
    const bitsPerSecond = 1000 * between("lossy", { minKbps, maxKbps }, random);
    const hop = nextPowerOfTwo(Math.max(4, (HOP_S / Math.SQRT2) * sampleRate));
    const mdct = createMdct(hop);
    const ends = bandEnds(hop, sampleRate);
    const budget = (bitsPerSecond * hop) / sampleRate;
    return { samples: mdct.through(samples, (block) => quantise(block, ends, budget)), sampleRate };
  },
});

/** Bins before which the bands end; the last band ends with the block. */
function bandEnds(bins: number, sampleRate: number): number[] {
  const ends = BAND_EDGES_HZ.map((hz) => Math.round((2 * hz * bins) / sampleRate));
  return [...ends.filter((end, i) => end > (ends[i - 1] ?? 0) && end < bins), bins];
}

/** Rounds the bins of a block, in place, to the finest steps that the bits are enough for. */
function quantise(block: Float64Array, ends: readonly number[], budget: number): void {
  const roots = new Float64Array(block.length);
  let loudest = 0;
  for (let band = 0, from = 0; band < ends.length; from = ends[band++]) {
    let energy = 0;
    for (let bin = from; bin < ends[band]; bin++) energy += block[bin] ** 2;
    const level = Math.sqrt(energy / (ends[band] - from));
    roots.fill(Math.sqrt(level), from, ends[band]);
    loudest = Math.max(loudest, level);
  }
  if (loudest === 0) return;
  // in octaves around the step that swallows the loudest band's level
  let [fine, coarse] = [Math.log2(loudest) / 2 - 20, Math.log2(loudest) / 2 + 10];
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (fine + coarse) / 2;
    if (bitsOf(block, roots, 2 ** middle) > budget) fine = middle;
    else coarse = middle;
  }
  for (let bin = 0; bin < block.length; bin++) {
    const step = roots[bin] * 2 ** coarse;
    if (step > 0) block[bin] = Math.round(block[bin] / step) * step;
  }
}

/** About what an entropy coder needs: each bin the logarithm of its steps, and nothing where they are none. */
function bitsOf(block: Float64Array, roots: Float64Array, factor: number): number {
  let bits = 0;
  for (let bin = 0; bin < block.length; bin++) {
    if (roots[bin] > 0) bits += Math.log2(1 + 2 * Math.round(Math.abs(block[bin]) / (roots[bin] * factor)));
  }
  return bits;
}
