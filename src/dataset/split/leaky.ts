/**
 * A mistake, kept to be measured: the augmented copies are made first and then dealt at random, so copies of one
 * recording stand on both sides and the score is worthless. Each recording is still scored once, by its original.
 */
import { ConfigError } from "../../base/errors.ts";
import type { RowKey } from "../row-key.ts";
import { defineSplit, type Fold } from "./split.ts";
import { dealClips, labelledClips } from "./units.ts";

export const leaky = defineSplit({
  id: "leaky",
  summary: "WRONG on purpose: copies of one clip are on both sides; shows how much such a split flatters",
  apart: null,
  leaky: true,
  dropsTwins: false,
  split(clips, options, generator) {
    if (options.copies < 1) {
      throw new ConfigError(
        "split leaky: needs at least 1 augmented copy per clip, got 0; without copies nothing leaks.",
        "Add an augmentation, or use the protocol random.",
      );
    }
    const labelled = labelledClips("leaky", clips);
    const originals = dealClips("leaky", labelled, options, generator.fork("copy 0"));
    const folds = originals.map((fold) => ({
      name: fold.name,
      train: fold.train.map((clipId): RowKey => ({ clipId, copy: 0 })),
      test: fold.test.map((clipId): RowKey => ({ clipId, copy: 0 })),
    }));
    for (let copy = 1; copy <= options.copies; copy++) {
      const dealt = dealClips("leaky", labelled, options, generator.fork(`copy ${copy}`));
      dealt.forEach((fold, i) => {
        for (const clipId of fold.train) folds[i].train.push({ clipId, copy });
      });
    }
    return folds.map(
      ({ name, train, test }): Fold => ({
        name,
        train: [...new Set(train.map((row) => row.clipId))],
        test: test.map((row) => row.clipId),
        rows: { train, test },
      }),
    );
  },
});
