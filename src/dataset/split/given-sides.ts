/** The fold that the corpus itself assigns. */
import { ConfigError } from "../../base/errors.ts";
import type { Clip } from "../../corpus/corpus.ts";
import type { Fold } from "./split.ts";
import { byCodeUnit, labelledClips, nameSome } from "./units.ts";

/**
 * One fold from the clips' own sides; number of folds and share are the corpus's business.
 *
 * @throws ConfigError if a clip has no side, a side is empty, or a training clip has no label
 */
export function givenFold(protocol: string, clips: readonly Clip[]): Fold {
  const sorted = clips.toSorted((a, b) => byCodeUnit(a.id, b.id));
  const missing = sorted.filter((clip) => clip.split === undefined).map((clip) => clip.id);
  if (missing.length > 0) {
    throw new ConfigError(
      `split ${protocol}: every clip needs a side, train or test, but ${missing.length} of ${clips.length} have none ` +
        `(${nameSome(missing)}).`,
      "Name a test folder, or use the protocol random.",
    );
  }
  const train = sorted.filter((clip) => clip.split === "train");
  const test = sorted.filter((clip) => clip.split === "test");
  if (train.length === 0 || test.length === 0) {
    throw new ConfigError(
      `split ${protocol}: expected clips on both sides, got ${train.length} to train on and ${test.length} to test on.`,
    );
  }
  labelledClips(protocol, train);
  return { name: protocol, train: train.map((clip) => clip.id), test: test.map((clip) => clip.id) };
}
