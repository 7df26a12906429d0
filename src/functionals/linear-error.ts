import { residualOf } from "./fits.ts";
import { defineFunctional, sameUnit } from "./functional.ts";

export const linearError = defineFunctional({
  id: "linear-error",
  summary: "root mean square of the distances from the least-squares line; 0 for one value",
  source: "numpy.polyfit 2.4, degree 1",
  units: sameUnit,
  compute(run, into, at) {
    const { start, slope } = run.line;
    into[at] = residualOf(run, { quadratic: 0, linear: slope, constant: start });
  },
});
