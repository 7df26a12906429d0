/** Clips at random: what most papers report, and flattering for voices that nobody has heard before. */
import { defineSplit } from "./split.ts";
import { dealClips, labelledClips } from "./units.ts";

export const random = defineSplit({
  id: "random",
  summary: "clips at random, stratified by label; speakers and sentences are on both sides",
  apart: null,
  leaky: false,
  dropsTwins: true,
  split: (clips, options, generator) =>
    dealClips("random", labelledClips("random", clips), options, generator),
});
