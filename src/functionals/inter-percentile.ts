import { percentileOf } from "../signal/statistics.ts";
import { defineFamily, sameUnit } from "./functional.ts";
import { rankOf } from "./percentile.ts";

export const interPercentile = defineFamily({
  id: "inter-percentile",
  summary: "the distance from one percentile up to another",
  source: 'numpy.percentile 2.4, method "linear"',
  words: "p20-p80 and the like",
  parse(word) {
    const [low, high, ...others] = word.split("-").map(rankOf);
    if (low === undefined || high === undefined || others.length > 0 || low >= high) return undefined;
    return {
      word,
      names: [word.replace("-", "_")],
      of: "values",
      units: sameUnit,
      compute({ sorted }, into, at) {
        into[at] = percentileOf(sorted, high) - percentileOf(sorted, low);
      },
    };
  },
});
