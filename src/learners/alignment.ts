/** How far answers are to be evened out group by group, settled by answers whose truth is known. */
import { evenFactors, shrinkLeaning } from "../dataset/leaning.ts";
import { sharpen } from "./temperature.ts";

export interface Alignment {
  /** 1 / temperature of the answers that are evened out. */
  readonly sharpness: number;
  /** In clips: a group known by n counts n / (n + shrinkage). */
  readonly shrinkage: number;
}

/** 0.5 to 11, each a fifth above the one before. */
const SHARPNESSES = Array.from({ length: 19 }, (_, i) => 0.5 * 2 ** (i / 4));
/** From leaving answers to a hundred clips all but as they are, to believing a single one. */
const SHRINKAGES = [1280, 640, 320, 160, 80, 40, 20, 10, 5, 2.5, 1.25, 0];

/**
 * The alignment with which the evened-out answers have the least negative log likelihood, of those on a grid.
 *
 * @param probabilities - [clip, label]
 * @param truth - [clip], label index
 * @param groups - the clips of each, which are evened out together
 * @param shares - [label], how often each label is right
 */
export function fitAlignment(
  probabilities: Float32Array,
  truth: ArrayLike<number>,
  groups: readonly (readonly number[])[],
  shares: readonly number[],
): Alignment {
  let best: Alignment = { sharpness: 1, shrinkage: SHRINKAGES[0] };
  let least = Number.POSITIVE_INFINITY;
  for (const sharpness of SHARPNESSES) {
    const sharp = sharpen(probabilities, sharpness, shares.length);
    const known = groups.map((clips) => {
      const answers = clips.map((clip) => sharp.subarray(clip * shares.length, (clip + 1) * shares.length));
      return { clips, answers, factors: evenFactors(joined(answers), shares) };
    });
    for (const shrinkage of SHRINKAGES) {
      let loss = 0;
      for (const { clips, answers, factors } of known) {
        const leaning = shrinkLeaning(factors, clips.length, shrinkage);
        for (const [i, clip] of clips.entries()) {
          const sum = leaning.reduce((total, factor, label) => total + factor * answers[i][label], 0);
          loss -= Math.log((leaning[truth[clip]] * answers[i][truth[clip]]) / sum);
        }
      }
      if (loss < least) {
        least = loss;
        best = { sharpness, shrinkage };
      }
    }
  }
  return best;
}

function joined(rows: readonly Float32Array[]): Float32Array {
  return Float32Array.from(rows.flatMap((row) => [...row]));
}
