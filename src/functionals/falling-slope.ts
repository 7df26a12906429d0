import { defineFunctional, unitPer } from "./functional.ts";
import { slopesOf } from "./rising-slope.ts";

export const fallingSlope = defineFunctional({
  id: "falling-slope",
  summary:
    "slopes per second of the parts that fall from a peak (or the begin) to the next trough (or the end), below 0: mean and deviation; 0 where none falls",
  source:
    "meanFallingSlope and stddevFallingSlope of Eyben et al. 2016 (GeMAPS); scipy.signal.find_peaks 1.17",
  names: ["falling_slope_mean", "falling_slope_sd"],
  units: (unit) => [unitPer(unit, "s"), unitPer(unit, "s")],
  compute: (run, into, at) => slopesOf(run, -1, into, at),
});
