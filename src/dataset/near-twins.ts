/** Near twins: clips that are one recording, changed. Trained on, they give the answer of a test clip away all the same. */
import type { Fold } from "./split/split.ts";

/** A training clip that is a test clip's recording. */
export interface NearTwin {
  readonly clipId: string;
  /** The test clip. */
  readonly twinOf: string;
}

/**
 * What each fold trains on of its test clips' recordings; folds without any are absent.
 *
 * @param pairs - clips that were found to be one recording; of clips with one digest, one stands for all
 * @param digests - clip id -> digest of its decoded samples
 */
export function nearTwins(
  folds: readonly Fold[],
  pairs: readonly (readonly [string, string])[],
  digests: ReadonlyMap<string, string>,
): { fold: string; twins: NearTwin[] }[] {
  const others = new Map<string | undefined, (string | undefined)[]>();
  for (const [a, b] of pairs.map((pair) => pair.map((id) => digests.get(id)))) {
    others.set(a, [...(others.get(a) ?? []), b]);
    others.set(b, [...(others.get(b) ?? []), a]);
  }
  return folds.flatMap(({ name, train, test }) => {
    const tested = new Map(test.map((id) => [digests.get(id), id]));
    const twins = train.flatMap((clipId) => {
      const twinOf = others
        .get(digests.get(clipId))
        ?.flatMap((other) => tested.get(other) ?? [])
        .at(0);
      return twinOf === undefined ? [] : [{ clipId, twinOf }];
    });
    return twins.length === 0 ? [] : [{ fold: name, twins }];
  });
}
