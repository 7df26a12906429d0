import { defineFunctional } from "./functional.ts";

export const share = defineFunctional({
  id: "share",
  summary: "share of the frames that count: 0 where none does, 1 without a mask",
  source: "numpy.mean 2.4 of the mask",
  of: "mask",
  units: () => [null],
  compute({ values, frames }, into, at) {
    into[at] = values.length / frames;
  },
});
