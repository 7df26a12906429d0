import { defineFunctional } from "./functional.ts";

export const peakDistance = defineFunctional({
  id: "peak-distance",
  summary: "time from peak to peak in seconds: mean and deviation; 0 where there are fewer than two peaks",
  source: "scipy.signal.find_peaks 1.17",
  names: ["peak_distance_mean", "peak_distance_sd"],
  units: () => ["s", "s"],
  compute({ turns: { at: turns, firstIsPeak }, frameRateHz }, into, at) {
    const first = firstIsPeak ? 0 : 1;
    let distances = 0;
    let sum = 0;
    let squares = 0;
    for (let i = first + 2; i < turns.length; i += 2) {
      const distance = turns[i] - turns[i - 2];
      distances++;
      sum += distance;
      squares += distance * distance; // of whole numbers: exact
    }
    const mean = distances === 0 ? 0 : sum / distances;
    into[at] = mean / frameRateHz;
    into[at + 1] =
      distances === 0 ? 0 : Math.sqrt(Math.max(0, squares / distances - mean * mean)) / frameRateHz;
  },
});
