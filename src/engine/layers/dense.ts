import { sizeOf, type Value } from "../graph.ts";
import { add } from "../ops/elementwise.ts";
import { affine } from "../ops/matmul.ts";
import { concat, reshape } from "../ops/shape.ts";
import { biasOf, kaimingUniform, type Named } from "./parameters.ts";

/**
 * Numbers of a weight tile. Of a matrix much larger than a core's cache, the optimiser updates a tile while its gradient
 * is still in there: measured 1.25 times as fast for the steps of a large perceptron.
 */
const TILE = 2 ** 19;
/** Products are fastest with whole registers of columns: a tile has a multiple of so many rows. */
const ROWS = 16;

/**
 * A fully connected layer along the last axis.
 *
 * @param x - [row, .., in]
 * @returns [row, .., features]; parameters weight [features, in] and bias [features]
 */
export function dense(x: Value, features: number, options: Named & { bias?: boolean } = {}): Value {
  return x.graph.inLayer("dense", options.name, () => {
    const fanIn = x.shape[x.shape.length - 1];
    const { graph } = x;
    const shape = [features, fanIn];
    const tiled = graph.training && sizeOf(shape) >= 2 * TILE;
    const rows = tiled ? ROWS * Math.max(1, Math.round(TILE / fanIn / ROWS)) : features;
    const weights = graph.tiledParameter("weight", shape, rows, kaimingUniform(shape, fanIn));
    const bias = biasOf(graph, features, fanIn, options.bias);
    if (weights.length === 1) return affine(x, weights[0], bias);
    const products = concat(
      weights.map((weight) => affine(x, weight, undefined)),
      x.shape.length - 1,
    );
    return bias === undefined ? products : add(products, bias);
  });
}

/** [row, ...] -> [row, rest]. */
export function flatten(x: Value): Value {
  return x.shape.length === 2 ? x : reshape(x, [x.shape[0], sizeOf(x.shape.slice(1))]);
}
