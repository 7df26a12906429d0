/** Hidden layers of a multi-layer perceptron, alone or as a part of a larger network. */
import { z } from "zod";
import type { Value } from "../../engine/graph.ts";
import { batchNorm, dense, dropout } from "../../engine/layers/index.ts";
import { relu } from "../../engine/ops/elementwise.ts";

export const neurons = z.array(z.int().min(1).max(8192)).max(16);

export const dropoutRate = z.number().min(0).max(0.95).default(0);

export interface HiddenOptions {
  /** What the layers are called, before their number. */
  readonly name: string;
  readonly batchNorm: boolean;
  readonly dropout: number;
}

/**
 * Per number of neurons a dense layer, batch norm (if wanted), ReLU and dropout.
 *
 * @param x - [row, in]
 * @returns [row, neurons of the last layer]; x itself where there are no layers
 */
export function hiddenLayers(x: Value, sizes: readonly number[], options: HiddenOptions): Value {
  let h = x;
  for (const [i, size] of sizes.entries()) {
    const name = `${options.name}${i + 1}`;
    h = dense(h, size, { name, bias: !options.batchNorm });
    if (options.batchNorm) h = batchNorm(h, { name: `${name}Norm` });
    h = dropout(relu(h), options.dropout, { name: `${name}Dropout` });
  }
  return h;
}
