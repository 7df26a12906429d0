/** A contest: train on everything labelled, predict a test side whose labels someone else keeps. */
import { givenFold } from "./given-sides.ts";
import { defineSplit } from "./split.ts";

export const contest = defineSplit({
  id: "contest",
  summary: "given train and test folders; the test side may be unlabelled (then there are no scores)",
  apart: null,
  leaky: false,
  dropsTwins: false,
  split: (clips) => [givenFold("contest", clips)],
});
