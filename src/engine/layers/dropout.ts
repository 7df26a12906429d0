import type { Value } from "../graph.ts";
import { mul } from "../ops/elementwise.ts";
import type { Named } from "./parameters.ts";

/** Zeroes numbers at the given rate while training and scales the others by 1 / (1 - rate); afterwards the identity. */
export function dropout(x: Value, rate: number, options: Named = {}): Value {
  return x.graph.inLayer("dropout", options.name, () =>
    x.graph.training && rate > 0 ? mul(x, x.graph.dropoutMask(x.shape, rate)) : x,
  );
}
