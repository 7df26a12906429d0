import { defineFunctional, sameUnit } from "./functional.ts";

export const mean = defineFunctional({
  id: "mean",
  summary: "arithmetic mean",
  source: "numpy.mean 2.4",
  units: sameUnit,
  compute(run, into, at) {
    into[at] = run.mean;
  },
});
