import { defineFunctional, unitPer } from "./functional.ts";
import type { Run } from "./run.ts";

export const risingSlope = defineFunctional({
  id: "rising-slope",
  summary:
    "slopes per second of the parts that rise from a trough (or the begin) to the next peak (or the end): mean and deviation; 0 where none rises",
  source: "meanRisingSlope and stddevRisingSlope of Eyben et al. 2016 (GeMAPS); scipy.signal.find_peaks 1.17",
  names: ["rising_slope_mean", "rising_slope_sd"],
  units: (unit) => [unitPer(unit, "s"), unitPer(unit, "s")],
  compute: (run, into, at) => slopesOf(run, 1, into, at),
});

/** Mean and population deviation of the slopes of the parts between turns that go up (sign 1) or down (sign -1). */
export function slopesOf(run: Run, sign: 1 | -1, into: Float64Array, at: number): void {
  const { frameRateHz } = run;
  let count = 0;
  let mean = 0;
  let squares = 0; // of distances from the mean so far (Welford)
  eachSlope(run, (slope) => {
    if (slope * sign <= 0) return;
    count++;
    const distance = slope - mean;
    mean += distance / count;
    squares += distance * (slope - mean);
  });
  into[at] = mean * frameRateHz;
  into[at + 1] = count === 0 ? 0 : Math.sqrt(squares / count) * frameRateHz;
}

/** The slope per frame of every part between turns; the ends of the run are turns too. */
function eachSlope({ values, turns }: Run, visit: (slope: number) => void): void {
  let from = 0;
  for (let i = 0; i <= turns.at.length; i++) {
    const to = i < turns.at.length ? turns.at[i] : values.length - 1;
    if (to > from) visit((values[to] - values[from]) / (to - from));
    from = to;
  }
}
