import { ShapeError } from "../../base/errors.ts";
import { type Graph, showShape, type Value } from "../graph.ts";
import { add, mul, relu, scale, shift, sigmoid } from "../ops/elementwise.ts";
import { frameMask } from "../ops/frame-mask.ts";
import { softmax } from "../ops/loss.ts";
import { affine, matmul } from "../ops/matmul.ts";
import { globalAveragePool } from "../ops/pool.ts";
import { reshape, slice, transpose } from "../ops/shape.ts";
import { dense } from "./dense.ts";
import { kaimingUniform, type Named, uniform } from "./parameters.ts";

export interface SqueezeExciteOptions extends Named {
  /** Channels per neuron of the layer between; rounded down to 1 neuron or more. */
  readonly squeeze?: number;
}

/**
 * Weighs channels by sigmoid(dense(relu(dense(means)))): squeeze-and-excitation (Hu et al. 2018).
 *
 * @param x - [row, channel, ...]
 * @returns as x; the parameters of the dense layers NAMESqueeze and NAMEExcite
 */
export function squeezeExcite(x: Value, options: SqueezeExciteOptions = {}): Value {
  return x.graph.inLayer("squeezeExcite", options.name, (name) => {
    const [rows, channels, ...rest] = x.shape;
    const neurons = Math.max(1, Math.floor(channels / (options.squeeze ?? 4)));
    const squeezed = relu(dense(globalAveragePool(x), neurons, { name: `${name}Squeeze` }));
    const weights = sigmoid(dense(squeezed, channels, { name: `${name}Excite` }));
    return mul(x, reshape(weights, [rows, channels, ...rest.map(() => 1)]));
  });
}

/** What is added to the score of a frame that is not real: its share becomes 0. */
const NEVER = -1e9;

/** [row, 1, frame]: 0 for real frames, else so low that no share is left. */
function barred(graph: Graph, rows: number, frames: number): Value {
  const real = reshape(frameMask(graph.realFrames(), frames), [rows, 1, frames]);
  return scale(shift(real, -1), -NEVER);
}

export interface SelfAttentionOptions extends Named {
  /** Parts of the channels that attend on their own; they must divide the channels. */
  readonly heads?: number;
  /** Whether nobody attends to frames that were added to fill a row: the graph asks how many are real. */
  readonly realOnly?: boolean;
}

/**
 * Scaled dot-product attention of frames to all frames of their row (Vaswani et al. 2017), as
 * torch.nn.MultiheadAttention with batch_first; with `realOnly`, as with a key_padding_mask.
 *
 * @param x - [row, frame, channel]
 * @returns as x; parameters inWeight [3 channel, channel] and inBias [3 channel] of queries, keys and values, outWeight
 *   [channel, channel] and outBias [channel]
 * @throws ShapeError if x is of another rank or the heads do not divide its channels
 */
export function selfAttention(x: Value, options: SelfAttentionOptions = {}): Value {
  const { graph } = x;
  return graph.inLayer("selfAttention", options.name, (name) => {
    const { heads = 1, realOnly = false } = options;
    const [rows, frames, channels] = x.shape;
    const each = channels / heads;
    if (x.shape.length !== 3 || !Number.isInteger(each) || each < 1)
      throw new ShapeError(
        `layer ${name} (selfAttention): expected x [row, frame, channel] with channels for ${heads} heads alike; got ${showShape(x.shape)}.`,
      );
    const shape = [3 * channels, channels];
    // torch's xavier_uniform
    const inWeight = graph.parameter("inWeight", shape, uniform(shape, Math.sqrt(6 / (4 * channels))));
    const inBias = graph.parameter("inBias", [3 * channels], () => new Float32Array(3 * channels));
    const square = [channels, channels];
    const outWeight = graph.parameter("outWeight", square, kaimingUniform(square, channels));
    const outBias = graph.parameter("outBias", [channels], () => new Float32Array(channels));
    const [queries, keys, values] = [0, 1, 2].map((part) => {
      const of = (all: Value): Value => slice(all, 0, part * channels, (part + 1) * channels);
      const projected = affine(x, of(inWeight), of(inBias));
      return transpose(reshape(projected, [rows, frames, heads, each]), [0, 2, 1, 3]);
    });
    const scores = matmul(scale(queries, 1 / Math.sqrt(each)), keys, { transposeB: true });
    const shares = softmax(
      realOnly ? add(scores, reshape(barred(graph, rows, frames), [rows, 1, 1, frames])) : scores,
    );
    const seen = transpose(matmul(shares, values), [0, 2, 1, 3]);
    return affine(reshape(seen, [rows, frames, channels]), outWeight, outBias);
  });
}

export interface AttentionPoolOptions extends Named {
  /** Summaries that are made, each with shares of its own. */
  readonly heads?: number;
}

/**
 * Means over the real frames of each row, with learned shares: softmax over frames of weight . frame (Mirsamadi et al.
 * 2017), several of them side by side (Lin et al. 2017). The graph asks how many frames are real.
 *
 * @param x - [row, frame, channel]
 * @returns [row, head, channel]; parameter weight [head, channel]
 * @throws ShapeError if x is of another rank
 */
export function attentionPool(x: Value, options: AttentionPoolOptions = {}): Value {
  const { graph } = x;
  return graph.inLayer("attentionPool", options.name, (name) => {
    const { heads = 1 } = options;
    const [rows, frames, channels] = x.shape;
    if (x.shape.length !== 3)
      throw new ShapeError(
        `layer ${name} (attentionPool): expected x [row, frame, channel]; got ${showShape(x.shape)}.`,
      );
    const shape = [heads, channels];
    const weight = graph.parameter("weight", shape, kaimingUniform(shape, channels));
    const scores = transpose(affine(x, weight, undefined), [0, 2, 1]);
    const shares = softmax(add(scores, barred(graph, rows, frames)));
    return matmul(shares, x);
  });
}
