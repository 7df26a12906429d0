import { residualOf } from "./fits.ts";
import { defineFunctional, sameUnit } from "./functional.ts";

export const quadraticError = defineFunctional({
  id: "quadratic-error",
  summary: "root mean square of the distances from the least-squares parabola; 0 for one or two values",
  source: "numpy.polyfit 2.4, degree 2",
  units: sameUnit,
  compute(run, into, at) {
    into[at] = residualOf(run, run.parabola);
  },
});
