/** A small network with everything that a training carries along, its rows, and a checkpoint store in memory. */
import { z } from "zod";
import { type Dataset, selectRows } from "../src/dataset/dataset.ts";
import { batchNorm, dense, dropout } from "../src/engine/layers/index.ts";
import { type Network, network } from "../src/engine/network.ts";
import { relu } from "../src/engine/ops/elementwise.ts";
import type { CheckpointStore } from "../src/training/context.ts";
import { type TrainingOptions, trainingParams } from "../src/training/options.ts";
import { createClusters } from "./clusters.ts";

const schema = z.strictObject(trainingParams);

export const smallNetwork: Network = network([6], (x) =>
  dense(dropout(relu(batchNorm(dense(x, 8, { name: "hidden" }), { name: "norm" })), 0.2), 3, {
    name: "output",
  }),
);

/** Two rows per clip, next to each other, as a recording and its copy are. */
export function rowsWithCopies(clips: number, seed = 1): Dataset {
  const data = createClusters([6], 3, clips, { seed, noise: 1.5 });
  const twice = selectRows(
    data,
    Array.from({ length: 2 * clips }, (_, row) => Math.floor(row / 2)),
  );
  return { ...twice, x: twice.x.map((number, i) => number + 0.01 * Math.sin(i)) };
}

export function smallOptions(raw: object): TrainingOptions {
  return schema.parse({ epochs: 3, batchSize: 8, learningRate: 0.02, ...raw });
}

export interface MemoryStore extends CheckpointStore {
  /** Every checkpoint that was written, oldest first. */
  readonly written: Uint8Array<ArrayBuffer>[];
}

/** @param last - what it holds at the start */
export function memoryStore(last?: Uint8Array<ArrayBuffer>): MemoryStore {
  const written: Uint8Array<ArrayBuffer>[] = [];
  return {
    written,
    read: async () => written.at(-1) ?? last,
    async write(bytes) {
      written.push(bytes);
    },
  };
}
