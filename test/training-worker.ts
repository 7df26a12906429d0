/** Runs in a worker thread: trains a small network and posts its ONNX bytes, or the reason why it was aborted. */
import { parentPort, workerData } from "node:worker_threads";
import { z } from "zod";
import { mlp } from "../src/models/mlp.ts";
import { createClusters } from "./clusters.ts";

const { epochs } = z.object({ epochs: z.int() }).parse(workerData);
const controller = new AbortController();
parentPort?.once("message", (reason) => controller.abort(reason));
try {
  const fitted = await mlp.fit(createClusters([6], 3, 30), mlp.params.parse({ hidden: [16], epochs }), {
    seed: 5,
    threads: 1,
    signal: controller.signal,
    onEpoch: ({ epoch }) => {
      if (epoch === 1) parentPort?.postMessage("started");
    },
  });
  parentPort?.postMessage(fitted.onnx);
} catch (reason) {
  parentPort?.postMessage(reason);
}
parentPort?.close();
