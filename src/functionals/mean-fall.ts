import { defineFunctional, unitPer } from "./functional.ts";
import { meanStep } from "./mean-rise.ts";

export const meanFall = defineFunctional({
  id: "mean-fall",
  summary: "mean of the steps from frame to frame that go down, below 0; 0 where none does",
  source: "numpy.diff 2.4",
  units: (unit) => [unitPer(unit, "frame")],
  compute({ values }, into, at) {
    into[at] = meanStep(values, -1);
  },
});
