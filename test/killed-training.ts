/**
 * Trains a small network with its checkpoint in a file, says so after every checkpoint, and prints the digest of the
 * weights: to be killed at any moment, and run again. Arguments: path of the checkpoint.
 */
import { readFile } from "node:fs/promises";
import { sha256 } from "../src/base/digest.ts";
import { atomicWrite } from "../src/experiment/files/atomic-write.ts";
import { trainNetwork } from "../src/training/train-network.ts";
import { rowsWithCopies, smallNetwork, smallOptions } from "./training-fixture.ts";

const path = process.argv[2];
const options = smallOptions({
  ...{ epochs: 12, validation: 0.25, patience: 11, ema: 0.9, inputNoise: 0.1, mixup: 0.3 },
  stages: [{ epochs: 6 }, { epochs: 6, schedule: "cosine", reshuffle: true }],
});
const { onnx } = await trainNetwork(smallNetwork, rowsWithCopies(24), options, {
  seed: 3,
  threads: 1,
  checkpointSeconds: 0,
  checkpoint: {
    async read() {
      const bytes = await readFile(path).catch(() => undefined);
      return bytes && Uint8Array.from(bytes);
    },
    async write(bytes) {
      await atomicWrite(path, bytes);
      process.stdout.write("checkpoint\n");
    },
  },
  onWarning: (message) => process.stdout.write(`warning: ${message}\n`),
  onEpoch: ({ epoch }) => process.stdout.write(`epoch ${epoch}\n`),
});
process.stdout.write(`weights ${await sha256(onnx)}\n`);
