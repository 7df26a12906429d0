import { defineFunctional, sameUnit } from "./functional.ts";

export const min = defineFunctional({
  id: "min",
  summary: "least value",
  source: "numpy.min 2.4",
  units: sameUnit,
  compute(run, into, at) {
    into[at] = run.sorted[0];
  },
});
