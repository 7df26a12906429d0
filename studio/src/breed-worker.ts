/** Breeding in a thread of its own: first on all clips, generation by generation, then fold by fold for what it is worth. */
import { rangeOf } from "../../src/base/range.ts";
import { breed } from "../../src/ensemble/breed.ts";
import { breedOptions } from "../../src/ensemble/breed-options.ts";
import { combine } from "../../src/ensemble/combine.ts";
import { nestedScore, scoresOf } from "../../src/ensemble/nested.ts";
import { SELECTIONS } from "../../src/ensemble/selections.ts";
import type { BreedingAsked, BreedingTold } from "./state/bench.ts";

const tell = (told: BreedingTold): void => postMessage(told);

addEventListener("message", ({ data }: MessageEvent<BreedingAsked>) => {
  const { predictions, truth, folds } = data;
  const options = breedOptions.parse({});
  const { combination, tried } = breed(predictions, truth, options, (generation) =>
    tell({ kind: "generation", generation }),
  );
  tell({
    kind: "bred",
    combination,
    tried,
    naive: scoresOf({ ...combine("bred", predictions, combination), truth }),
  });
  if (folds !== null) {
    const input = { members: predictions, truth, folds, foldCount: rangeOf(folds).high + 1 };
    for (const { name, select } of SELECTIONS) {
      const { inside, outside } = nestedScore(name, input, select);
      tell({ kind: "honest", name, inside, outside });
    }
    const { inside, outside } = nestedScore(
      "bred",
      input,
      (own, known) => breed(own, known, options).combination,
    );
    tell({ kind: "honest", name: "bred", inside, outside });
  }
  tell({ kind: "done" });
});
