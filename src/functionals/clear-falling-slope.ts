import { clearSlopes } from "./clear-turns.ts";
import { defineFunctional, unitPer } from "./functional.ts";

export const clearFallingSlope = defineFunctional({
  id: "clear-falling-slope",
  summary:
    "slopes per second of the parts that fall between turns by at least a tenth of the range, as sizes: mean and deviation; 0 where none falls",
  source: "meanFallingSlope and stddevFallingSlope of openSMILE 3.0 (GeMAPS)",
  names: ["clear_falling_slope_mean", "clear_falling_slope_sd"],
  units: (unit) => [unitPer(unit, "s"), unitPer(unit, "s")],
  compute(run, into, at) {
    clearSlopes(run, -1, into, at);
    into[at] = Math.abs(into[at]);
  },
});
