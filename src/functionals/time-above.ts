import { defineFunctional } from "./functional.ts";

/** Of the range, from the least value on. */
const LEVELS = [0.25, 0.5, 0.75, 0.9] as const;

export const timeAbove = defineFunctional({
  id: "time-above",
  summary: "shares of the values above 25, 50, 75 and 90 % of their range; 0 for one value",
  source: "numpy.mean 2.4 of values above numpy.min plus a share of numpy.ptp",
  names: LEVELS.map((level) => `above_${100 * level}`),
  units: () => LEVELS.map(() => null),
  compute({ values, sorted }, into, at) {
    const least = sorted[0];
    const range = sorted[sorted.length - 1] - least;
    let next = 0; // of the ascending values, the first above
    for (const [i, level] of LEVELS.entries()) {
      const threshold = least + level * range;
      while (next < sorted.length && sorted[next] <= threshold) next++;
      into[at + i] = (values.length - next) / values.length;
    }
  },
});
