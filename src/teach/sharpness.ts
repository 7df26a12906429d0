/** How far probabilities of a few taught clips may be trusted: a temperature, by answers to clips that were left out. */
import { fitSharpness } from "../learners/temperature.ts";

/** Recordings are dealt into so many blocks: each gets the temperature of the others. */
const BLOCKS = 10;

/**
 * 1 / temperature by answers out of fold, and by one more that counts as wrong: where all of a few were right, nobody knows that
 * the next will be (Laplace's rule of succession), and probabilities of 1 would say so.
 *
 * @param probabilities - [row, label]
 */
export function sharpnessOf(
  probabilities: Float32Array,
  truth: readonly number[],
  labelCount: number,
): number {
  const rows = Array.from(truth, (_, row) =>
    probabilities.subarray(row * labelCount, (row + 1) * labelCount),
  );
  const bySureness = rows.toSorted((a, b) => Math.max(...a) - Math.max(...b));
  const usual = bySureness[Math.floor(bySureness.length / 2)];
  const [, second] = [...usual.keys()].toSorted((a, b) => usual[b] - usual[a]);
  const shown = new Float32Array(probabilities.length + labelCount);
  shown.set(probabilities);
  shown.set(usual, probabilities.length);
  return fitSharpness(shown, [...truth, second], labelCount);
}

/** Probabilities with a temperature that was fitted on other recordings, so that a score of them knows nothing of its own. */
export function sharpenedByOthers(
  probabilities: Float32Array,
  truth: readonly number[],
  labelCount: number,
  groups: readonly string[],
): Float32Array<ArrayBuffer> {
  const rowOf = (row: number): Float32Array =>
    probabilities.subarray(row * labelCount, (row + 1) * labelCount);
  const blocks = placesOf(groups).map((place) => place % BLOCKS);
  const sharpened = new Float32Array(probabilities.length);
  for (const block of new Set(blocks)) {
    const others = [...blocks.keys()].filter((row) => blocks[row] !== block);
    const shown = Float32Array.from(others.flatMap((row) => [...rowOf(row)]));
    const sharpness = sharpnessOf(
      shown,
      others.map((row) => truth[row]),
      labelCount,
    );
    for (const row of blocks.keys()) {
      if (blocks[row] !== block) continue;
      const powers = rowOf(row).map((p) => p ** sharpness);
      const total = powers.reduce((a, b) => a + b);
      sharpened.set(
        powers.map((power) => power / total),
        row * labelCount,
      );
    }
  }
  return sharpened;
}

/** The number of everyone's group, in the order in which they come. */
export function placesOf(groups: readonly string[]): number[] {
  const places = new Map<string, number>();
  for (const group of groups) if (!places.has(group)) places.set(group, places.size);
  return groups.map((group) => places.get(group) ?? 0);
}
