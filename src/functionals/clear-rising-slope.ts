import { clearSlopes } from "./clear-turns.ts";
import { defineFunctional, unitPer } from "./functional.ts";

export const clearRisingSlope = defineFunctional({
  id: "clear-rising-slope",
  summary:
    "slopes per second of the parts that rise between turns by at least a tenth of the range: mean and deviation; 0 where none rises",
  source: "meanRisingSlope and stddevRisingSlope of openSMILE 3.0 (GeMAPS)",
  names: ["clear_rising_slope_mean", "clear_rising_slope_sd"],
  units: (unit) => [unitPer(unit, "s"), unitPer(unit, "s")],
  compute: (run, into, at) => clearSlopes(run, 1, into, at),
});
