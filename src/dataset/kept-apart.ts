/** What the sides of all folds have not in common, where the protocol itself does not see to it. */

import { foldSpelling } from "../base/spelling.ts";
import type { Clip } from "../corpus/corpus.ts";
import type { Apart, Fold, Split } from "./split/index.ts";

/**
 * What a protocol keeps apart; "speaker" where it keeps nothing apart and every clip's speaker, however spelled, is on one side
 * of each fold all the same, as in sides that a corpus was published with.
 *
 * @example keptApart(splits.find("given"), folds, clips) // "speaker": its scores are those of new people
 */
export function keptApart(split: Split, folds: readonly Fold[], clips: readonly Clip[]): Apart | null {
  if (split.apart !== null || split.leaky) return split.apart;
  const speakers = new Map(
    clips.map(({ id, speaker }) => [id, speaker === undefined ? undefined : foldSpelling(speaker)]),
  );
  const isApart = folds.every(({ train, test }) => {
    const trained = new Set(train.map((id) => speakers.get(id)));
    const tested = new Set(test.map((id) => speakers.get(id)));
    return !trained.has(undefined) && !tested.has(undefined) && [...tested].every((one) => !trained.has(one));
  });
  return isApart ? "speaker" : null;
}
