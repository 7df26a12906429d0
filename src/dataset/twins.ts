/**
 * Twins: clips with different ids and the same audio, or some of the same. A training twin of a test clip would give its
 * answer away.
 */
import type { Overlaps } from "./overlaps.ts";
import type { Fold } from "./split/split.ts";

/** A training clip that was left out of a fold. */
export interface DroppedTwin {
  /** The fold's name. */
  readonly fold: string;
  /** The clip that is no longer trained on in that fold. */
  readonly clipId: string;
  /** The test clip with the same audio, or a part of it. */
  readonly twinOf: string;
  readonly how: "identical" | "overlapping";
}

/**
 * The folds without training clips whose audio equals or overlaps a test clip's; test sides are unchanged. Not for `given`,
 * `contest` and `leaky`, whose sides are not ours to change.
 *
 * @param digests - clip id -> digest of its decoded samples
 * @throws Error if a clip of a fold has no digest (a defect: an unhashed clip cannot be protected)
 */
export function separateTwins(
  folds: readonly Fold[],
  digests: ReadonlyMap<string, string>,
  overlaps: Overlaps = new Map(),
): { folds: Fold[]; dropped: DroppedTwin[] } {
  const dropped: DroppedTwin[] = [];
  const digestOf = (clipId: string): string => {
    const digest = digests.get(clipId);
    if (digest === undefined) throw new Error(`the clip ${clipId} has no digest`);
    return digest;
  };
  const separated = folds.map((fold) => {
    const tested = new Map(fold.test.map((clipId) => [digestOf(clipId), clipId]));
    const test = new Set(fold.test);
    const train = fold.train.filter((clipId) => {
      const identical = tested.get(digestOf(clipId));
      const twinOf = identical ?? overlaps.get(clipId)?.find((other) => test.has(other));
      const how = identical === undefined ? "overlapping" : "identical";
      if (twinOf !== undefined) dropped.push({ fold: fold.name, clipId, twinOf, how });
      return twinOf === undefined;
    });
    return { ...fold, train };
  });
  return { folds: separated, dropped };
}
