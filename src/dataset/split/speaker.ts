/** Speakers apart: the score for people that the recogniser has never heard. */
import { defineSplit } from "./split.ts";
import { dealUnits, labelledClips } from "./units.ts";

export const speaker = defineSplit({
  id: "speaker",
  summary: "no speaker is on both sides; at most one fold per speaker (leave one speaker out)",
  apart: "speaker",
  leaky: false,
  dropsTwins: true,
  split: (clips, options, generator) =>
    dealUnits("speaker", labelledClips("speaker", clips), options, generator),
});
