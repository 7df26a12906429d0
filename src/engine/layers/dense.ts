import { sizeOf, type Value } from "../graph.ts";
import { affine } from "../ops/matmul.ts";
import { reshape } from "../ops/shape.ts";
import { biasOf, kaimingUniform, type Named } from "./parameters.ts";

/**
 * A fully connected layer.
 *
 * @param x - [row, in]
 * @returns [row, features]; parameters weight [features, in] and bias [features]
 */
export function dense(x: Value, features: number, options: Named & { bias?: boolean } = {}): Value {
  return x.graph.inLayer("dense", options.name, () => {
    const fanIn = x.shape[x.shape.length - 1];
    const weight = x.graph.parameter("weight", [features, fanIn], kaimingUniform([features, fanIn], fanIn));
    return affine(x, weight, biasOf(x.graph, features, fanIn, options.bias));
  });
}

/** [row, ...] -> [row, rest]. */
export function flatten(x: Value): Value {
  return x.shape.length === 2 ? x : reshape(x, [x.shape[0], sizeOf(x.shape.slice(1))]);
}
