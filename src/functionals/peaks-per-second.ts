import { defineFunctional } from "./functional.ts";

export const peaksPerSecond = defineFunctional({
  id: "peaks-per-second",
  summary:
    "number of peaks, which are higher than their neighbours on both sides, per second; 0 where there is none",
  source: "scipy.signal.find_peaks 1.17",
  units: () => ["1/s"],
  compute({ values, turns: { at: turns, firstIsPeak }, frameRateHz }, into, at) {
    const peaks = firstIsPeak ? (turns.length + 1) >> 1 : turns.length >> 1;
    into[at] = (peaks / values.length) * frameRateHz;
  },
});
