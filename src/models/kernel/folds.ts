/** Folds inside the training rows, the same at every fit. */
import { ModelError } from "../../base/errors.ts";
import { createRandom } from "../../base/random.ts";

/** Any constant: the same rows always lie in the same folds. */
const FOLD_SEED = 5;

/**
 * The fold of every row, from 0 to count - 1: the groups are shuffled and dealt out in turn.
 *
 * @param groups - [row]: rows of one group share a fold
 */
export function foldsOf(groups: readonly string[], count: number): Int32Array {
  const order = createRandom(FOLD_SEED).shuffle([...new Set(groups)]);
  const foldOf = new Map(order.map((group, i) => [group, i % count]));
  return Int32Array.from(groups, (group) => {
    const fold = foldOf.get(group);
    if (fold === undefined) throw new ModelError(`the group ${group} has no fold.`);
    return fold;
  });
}
