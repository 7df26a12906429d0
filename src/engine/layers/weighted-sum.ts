import type { Value } from "../graph.ts";
import { mul } from "../ops/elementwise.ts";
import { reduceSum } from "../ops/reduce.ts";
import { concat, reshape } from "../ops/shape.ts";
import type { Named } from "./parameters.ts";

/**
 * The sum of values of one shape with learned weights.
 *
 * @returns as each value; parameter weight [value], 1 / values at first
 */
export function weightedSum(values: readonly Value[], options: Named = {}): Value {
  const { graph, shape } = values[0];
  return graph.inLayer("weightedSum", options.name, () => {
    const count = values.length;
    const weight = graph.parameter("weight", [count], () => new Float32Array(count).fill(1 / count));
    const stacked = concat(
      values.map((value) => reshape(value, [...value.shape, 1])),
      shape.length,
    );
    return reduceSum(mul(stacked, weight), [shape.length]);
  });
}
