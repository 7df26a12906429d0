import { defineFunctional, unitPer } from "./functional.ts";

export const slope = defineFunctional({
  id: "slope",
  summary: "slope of the least-squares line, per frame; 0 for one value",
  source: "numpy.polyfit 2.4, degree 1",
  units: (unit) => [unitPer(unit, "frame")],
  compute(run, into, at) {
    into[at] = run.frames === 1 ? 0 : run.line.slope / (run.frames - 1);
  },
});
