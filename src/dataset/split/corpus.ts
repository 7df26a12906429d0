/** Corpora apart: the score for recordings of another kind, made elsewhere by other people. */
import { defineSplit } from "./split.ts";
import { dealUnits, labelledClips } from "./units.ts";

export const corpus = defineSplit({
  id: "corpus",
  summary: "no corpus is on both sides; at most one fold per corpus (train on the others, test on one)",
  apart: "corpus",
  leaky: false,
  dropsTwins: true,
  split: (clips, options, generator) =>
    dealUnits("corpus", labelledClips("corpus", clips), options, generator),
});
