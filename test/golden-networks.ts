/** The networks of golden runs, with weights and features from an integer hash, the same as in tools/golden/engine.py. */
import { expect } from "vitest";
import { parseParams } from "../src/base/params.ts";
import { sizeOf } from "../src/engine/graph.ts";
import { type Network, trace, type Weights } from "../src/engine/network.ts";
import { models } from "../src/models/index.ts";
import { isNetworkModel } from "../src/models/network-model.ts";
import { assertClose } from "./assert-close.ts";
import { hashed } from "./hashed.ts";

export interface NetworkCase {
  /** A model's id; its parameters stand beside it. */
  readonly model: string;
  /** Of one row. */
  readonly shape: readonly number[];
  readonly labels: number;
}

export function networkOf({ model: id, shape, labels, ...options }: NetworkCase): Network {
  const model = models.find(id);
  if (!isNetworkModel(model)) throw new Error(`the model ${id} is no network`);
  return model.network(shape, labels, parseParams(`model ${id}`, model.params, options));
}

/** Hashed weights, as tools/golden/engine.py sets them; running statistics at their start. */
export function hashedWeights(network: Network): Weights {
  const { graph } = trace(network, 1, false);
  const weights = new Map<string, Float32Array<ArrayBuffer>>();
  const byName = graph.parameters.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  for (const [salt, { name, shape }] of byName.entries()) {
    const u = hashed(salt, sizeOf(shape));
    const bound = 1 / Math.sqrt(sizeOf(shape.slice(1)));
    const startOf = name.includes("Norm")
      ? (one: number) => 0.2 * one + (name.endsWith("weight") ? 1 : 0)
      : (one: number) => one * (shape.length > 1 ? bound : 0.1);
    weights.set(name, Float32Array.from(u, startOf));
  }
  for (const { name, shape, initial } of graph.statistics)
    weights.set(name, new Float32Array(sizeOf(shape)).fill(initial));
  return weights;
}

/** Features [row, ...shape]. */
export function hashedFeatures(shape: readonly number[], rows: number): Float32Array<ArrayBuffer> {
  return Float32Array.from(hashed(1000, rows * sizeOf(shape)), (u) => 1.5 * u);
}

/** How many frames of each row are real, as in tools/golden/networks.py. */
export function hashedFrames([, frames]: readonly number[], rows: number): Int32Array {
  return Int32Array.from({ length: rows }, (_, row) => Math.max(1, frames - 3 * (row % 3)));
}

/** Weights as training may leave them: running statistics of data, and an output layer that tells rows apart. */
export function trainedWeights(network: Network): Weights {
  const weights = new Map(hashedWeights(network));
  const output = weights.get("output.weight") ?? new Float32Array(0);
  weights.set(
    "output.weight",
    output.map((weight) => 20 * weight),
  );
  for (const [i, { name, shape }] of trace(network, 1, false).graph.statistics.entries()) {
    const u = Float32Array.from(hashed(500 + i, sizeOf(shape)));
    weights.set(
      name,
      u.map((one) => (name.endsWith("Variance") ? 1 + one / 2 : one / 3)),
    );
  }
  return weights;
}

/** Numbers compared per tensor. */
const SAMPLE = 12;

/** Parameters and running statistics at hashed places, as tools/golden/engine.py samples them, and their norms. */
export function checkWeights(
  weights: Weights,
  expected: Record<string, { norm: number; sample: number[] }>,
): void {
  const names = [...weights.keys()].toSorted();
  expect(names).toEqual(Object.keys(expected).toSorted());
  for (const [salt, name] of names.entries()) {
    const data = weights.get(name) ?? new Float32Array(0);
    const at = hashed(2000 + salt, SAMPLE).map((u) => Math.floor(((u + 1) / 2) * data.length));
    const { norm, sample } = expected[name];
    assertClose(
      Array.from(at, (i) => data[i]),
      sample,
      { absolute: 1e-3 },
      name,
    );
    assertClose([Math.hypot(...data)], [norm], { relative: 1e-3 }, `norm of ${name}`);
  }
}

const common = { labels: 5, dropout: 0 };

/** Networks whose exports tools/golden/exports.py runs in Python. */
export const EXPORTED: Readonly<Record<string, NetworkCase & Record<string, unknown>>> = {
  mlp: { ...common, model: "mlp", shape: [30], hidden: [24, 16] },
  "mlp-batch-norm": { ...common, model: "mlp", shape: [30], hidden: [24, 16], batchNorm: true },
  "multimodal-mlp": {
    ...common,
    model: "multimodal-mlp",
    shape: [8, 21],
    hidden: [12],
    head: [10],
    batchNorm: true,
  },
  "multimodal-cnn": { ...common, model: "multimodal-cnn", shape: [8, 50], channels: [4, 6], head: [12] },
  "resnet1d-channels": { ...common, model: "resnet1d", shape: [6, 50], channels: 4 },
  "resnet1d-unrolled": {
    ...common,
    model: "resnet1d",
    shape: [6, 50],
    input: "unrolled",
    channels: 4,
    blocks: [2, 1],
  },
  "wigglenet-intended": { ...common, model: "wigglenet", shape: [9, 43], design: "intended", channels: 8 },
  "wigglenet-as-run": { ...common, model: "wigglenet", shape: [9, 43], design: "as-run", channels: 8 },
  "attention-pool": {
    ...common,
    model: "attention-pool",
    shape: [7, 12],
    channels: 6,
    heads: 3,
    hidden: [8],
  },
  transformer: {
    ...common,
    model: "transformer",
    shape: [6, 12],
    firstLayer: 2,
    layers: 2,
    heads: 3,
    hidden: 10,
    outputDropout: 0,
  },
  "se-resnet": { ...common, model: "se-resnet", shape: [9, 14], stem: 4, blocks: [8, 8, 12] },
  "tutorial-cnn": { ...common, model: "tutorial-cnn", shape: [20], channels: [6, 8] },
  timnet: {
    ...common,
    model: "timnet",
    shape: [7, 20],
    framePool: 2,
    channels: 6,
    blocks: 3,
    headDropout: 0,
  },
};
