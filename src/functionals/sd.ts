import { defineFunctional, sameUnit } from "./functional.ts";

export const sd = defineFunctional({
  id: "sd",
  summary: "population standard deviation (divided by n); 0 for one value",
  source: "numpy.std 2.4",
  units: sameUnit,
  compute(run, into, at) {
    into[at] = Math.sqrt(run.variance);
  },
});
