import { clearTurns } from "./clear-turns.ts";
import { defineFunctional } from "./functional.ts";

export const clearPeaksPerSecond = defineFunctional({
  id: "clear-peaks-per-second",
  summary:
    "number per second of peaks from which the values fall by at least a tenth of their range; 0 where there is none",
  source: "numPeaks of openSMILE 3.0 (loudnessPeaksPerSec of GeMAPS)",
  units: () => ["1/s"],
  compute(run, into, at) {
    const { at: turns, firstIsPeak } = clearTurns(run);
    const peaks = firstIsPeak ? (turns.length + 1) >> 1 : turns.length >> 1;
    into[at] = (peaks / run.values.length) * run.frameRateHz;
  },
});
