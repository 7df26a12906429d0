import { defineFunctional, sameUnit } from "./functional.ts";

export const range = defineFunctional({
  id: "range",
  summary: "greatest less least value; 0 for one value",
  source: "numpy.ptp 2.4",
  units: sameUnit,
  compute({ sorted }, into, at) {
    into[at] = sorted[sorted.length - 1] - sorted[0];
  },
});
