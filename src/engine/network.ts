/** A network: a function from a batch of features to logits, traced once for training and once for inference. */
import { ModelError } from "../base/errors.ts";
import { createRandom } from "../base/random.ts";
import { Graph, type Shape, sizeOf, type Value } from "./graph.ts";

export interface Network {
  /** Shape of one row of features. */
  readonly shape: Shape;
  /** [row, ...shape] -> logits [row, label]. */
  readonly build: (x: Value) => Value;
}

/** Parameters and statistics by name. */
export type Weights = ReadonlyMap<string, Float32Array<ArrayBuffer>>;

/** @throws ModelError if there are none of this name */
export function weightOf(weights: Weights, name: string): Float32Array<ArrayBuffer> {
  const data = weights.get(name);
  if (data === undefined) throw new ModelError(`the weights of ${name} are missing.`);
  return data;
}

export function network(shape: Shape, build: (x: Value) => Value): Network {
  return { shape, build };
}

export interface Traced {
  readonly graph: Graph;
  readonly features: Value;
  readonly logits: Value;
}

/**
 * The graph of a network.
 *
 * @throws ShapeError that names the layer whose input does not fit
 */
export function trace(network: Network, batchSize: number, training: boolean): Traced {
  const graph = new Graph(batchSize, training);
  const features = graph.leaf("features", [batchSize, ...network.shape]);
  return { graph, features, logits: network.build(features) };
}

/** Fresh weights: each parameter is drawn from a generator of its own name, so layers do not disturb one another. */
export function initialWeights(network: Network, seed: number): Weights {
  const { graph } = trace(network, 1, false);
  const random = createRandom(seed);
  const weights = new Map<string, Float32Array<ArrayBuffer>>();
  for (const { name, initialise } of graph.parameters) weights.set(name, initialise(random.fork(name)));
  for (const { name, shape, initial } of graph.statistics)
    weights.set(name, new Float32Array(sizeOf(shape)).fill(initial));
  return weights;
}

/** How many numbers a network learns. */
export function countParameters(network: Network): number {
  const { graph } = trace(network, 1, false);
  return graph.parameters.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
}
