import { defineFunctional } from "./functional.ts";

export const turnHeights = defineFunctional({
  id: "turn-heights",
  summary: "means of the peaks and of the troughs, less the mean of all values; 0 where there is none",
  source: "scipy.signal.find_peaks 1.17",
  names: ["peak_height", "trough_height"],
  units: (unit) => [unit, unit],
  compute({ values, mean, turns }, into, at) {
    const firstPeak = turns.firstIsPeak ? 0 : 1;
    for (const [i, first] of [firstPeak, 1 - firstPeak].entries()) {
      let sum = 0;
      let count = 0;
      for (let turn = first; turn < turns.at.length; turn += 2) {
        sum += values[turns.at[turn]] - mean;
        count++;
      }
      into[at + i] = count === 0 ? 0 : sum / count;
    }
  },
});
