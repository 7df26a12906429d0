import { percentileOf } from "../signal/statistics.ts";
import { defineFamily, sameUnit } from "./functional.ts";

export const percentile = defineFamily({
  id: "percentile",
  summary: "the value that this share of the values, in percent, lies below, on a line between two of them",
  source: 'numpy.percentile 2.4, method "linear"',
  words: "p0 to p100",
  parse(word) {
    const rank = rankOf(word);
    if (rank === undefined) return undefined;
    return {
      word,
      names: [word],
      of: "values",
      units: sameUnit,
      compute(run, into, at) {
        into[at] = percentileOf(run.sorted, rank);
      },
    };
  },
});

/** "p99.5" -> 99.5; undefined for what is no rank from 0 to 100. */
export function rankOf(word: string): number | undefined {
  if (!/^p(0|[1-9]\d{0,2})(\.\d{1,3})?$/.test(word)) return undefined;
  const rank = Number(word.slice(1));
  return rank <= 100 ? rank : undefined;
}
