/** SpecAugment (Park et al. 2019), without its warping: parts of images are hidden while training. */
import type { Random } from "../base/random.ts";

/** The longest parts that are hidden; 0 for none. */
export interface Masks {
  readonly coefficientMask: number;
  readonly frameMask: number;
}

/**
 * Sets one band of neighbouring coefficients and one stretch of frames to 0, the mean of standardised features. Lengths
 * are drawn from 0 to the longest, then places.
 *
 * @param image - [coefficient, frame]
 */
export function hideParts(
  image: Float32Array,
  [coefficients, frames]: readonly number[],
  { coefficientMask, frameMask }: Masks,
  random: Random,
): void {
  const band = drawPart(coefficients, coefficientMask, random);
  const stretch = drawPart(frames, frameMask, random);
  image.fill(0, band.from * frames, band.to * frames);
  for (let k = 0; k < coefficients; k++) image.fill(0, k * frames + stretch.from, k * frames + stretch.to);
}

function drawPart(length: number, longest: number, random: Random): { from: number; to: number } {
  const hidden = random.integer(Math.min(longest, length) + 1);
  const from = random.integer(length - hidden + 1);
  return { from, to: from + hidden };
}
