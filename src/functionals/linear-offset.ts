import { defineFunctional, sameUnit } from "./functional.ts";

export const linearOffset = defineFunctional({
  id: "linear-offset",
  summary: "value of the least-squares line at the first frame; the mean for one value",
  source: "numpy.polyfit 2.4, degree 1",
  units: sameUnit,
  compute(run, into, at) {
    into[at] = run.line.start;
  },
});
