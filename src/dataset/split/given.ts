/** The corpus's own train and test sides, both labelled. */
import { givenFold } from "./given-sides.ts";
import { defineSplit } from "./split.ts";
import { labelledClips } from "./units.ts";

export const given = defineSplit({
  id: "given",
  summary: "the corpus's own train and test sides, both labelled",
  apart: null,
  leaky: false,
  dropsTwins: false,
  split: (clips) => [givenFold("given", labelledClips("given", clips))],
});
