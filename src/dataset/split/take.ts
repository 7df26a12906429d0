/** Takes apart: repetitions of one reading by one speaker do not help each other across sides. */
import { defineSplit } from "./split.ts";
import { dealUnits, labelledClips } from "./units.ts";

export const take = defineSplit({
  id: "take",
  summary: "no take number is on both sides; at most one fold per take",
  apart: "take",
  leaky: false,
  dropsTwins: true,
  split: (clips, options, generator) => dealUnits("take", labelledClips("take", clips), options, generator),
});
