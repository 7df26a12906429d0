import { ShapeError } from "../../base/errors.ts";
import { showShape, type Value } from "../graph.ts";
import { div, maximum, shift, sqrt, square, sub } from "../ops/elementwise.ts";
import { frameMask } from "../ops/frame-mask.ts";
import { matmul } from "../ops/matmul.ts";
import { reduceSum } from "../ops/reduce.ts";
import { concat, reshape } from "../ops/shape.ts";
import type { Named } from "./parameters.ts";

/** Added to variances: the square root of one that is 0 has no gradient. */
const EPSILON = 1e-5;

/**
 * Mean and standard deviation of each channel over the real frames of its row (Snyder et al. 2018, X-vectors). The graph
 * asks how many frames are real.
 *
 * @param x - [row, frame, channel]
 * @returns [row, 2 channel]: the means, then the deviations
 * @throws ShapeError if x is of another rank
 */
export function statisticsPool(x: Value, options: Named = {}): Value {
  const { graph } = x;
  return graph.inLayer("statisticsPool", options.name, (name) => {
    const [rows, frames, channels] = x.shape;
    if (x.shape.length !== 3)
      throw new ShapeError(
        `layer ${name} (statisticsPool): expected x [row, frame, channel]; got ${showShape(x.shape)}.`,
      );
    const real = frameMask(graph.realFrames(), frames);
    // a row that only fills the batch has no real frame
    const counts = maximum(reduceSum(real, [1], true), graph.scalar(1));
    const shares = reshape(div(real, counts), [rows, 1, frames]);
    const mean = matmul(shares, x);
    const variance = matmul(shares, square(sub(x, mean)));
    const both = [mean, sqrt(shift(variance, EPSILON))].map((value) => reshape(value, [rows, channels]));
    return concat(both, 1);
  });
}
