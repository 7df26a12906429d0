import { defineFunctional, sameUnit } from "./functional.ts";

export const max = defineFunctional({
  id: "max",
  summary: "greatest value",
  source: "numpy.max 2.4",
  units: sameUnit,
  compute({ sorted }, into, at) {
    into[at] = sorted[sorted.length - 1];
  },
});
