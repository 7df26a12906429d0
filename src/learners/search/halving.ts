/** Successive halving: many settings on few clips, the best of them on more. */
import { createRandom } from "../../base/random.ts";
import { clipsOf, type Rows, targetsOf } from "../../dataset/rows.ts";

/** Of each round, one in so many goes on, on so many times as many clips. */
export const HALVING_FACTOR = 3;

/**
 * The rows of every round: the last has all of them, each before a third of the next one's clips of every label, but no
 * fewer than inner folds need.
 *
 * @param candidates - what the first round tries: there are as many rounds as leave one of them
 * @param folds - inner folds by which they answer
 */
export function halvingRounds(rows: Rows, candidates: number, folds: number, seed: number): Rows[] {
  const targets = targetsOf("tune", rows);
  const labelOf = new Map(rows.keys.map(({ clipId }, row) => [clipId, targets[row]]));
  const clips = createRandom(seed).fork("halving").shuffle(clipsOf(rows));
  const byLabel = rows.labels.map((_, label) => clips.filter((id) => labelOf.get(id) === label));
  const rounds = [rows];
  for (let share = 1 / HALVING_FACTOR; candidates * share >= 1; share /= HALVING_FACTOR) {
    const kept = byLabel.map((ids) => ids.slice(0, Math.round(ids.length * share)));
    // every label is to be on both sides of every inner fold
    if (kept.some((ids, label) => ids.length < 2 * folds && byLabel[label].length > 0)) break;
    const own = new Set(kept.flat());
    rounds.unshift({ ...rows, keys: rows.keys.filter(({ clipId }) => own.has(clipId)) });
  }
  return rounds;
}
