/** Sentences apart: the score for words that the recogniser has never heard. */
import { defineSplit } from "./split.ts";
import { dealUnits, labelledClips } from "./units.ts";

export const sentence = defineSplit({
  id: "sentence",
  summary: "no sentence is on both sides; at most one fold per sentence",
  apart: "sentence",
  leaky: false,
  dropsTwins: true,
  split: (clips, options, generator) =>
    dealUnits("sentence", labelledClips("sentence", clips), options, generator),
});
