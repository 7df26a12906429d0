import { Worker } from "node:worker_threads";
import { expect, test } from "vitest";
import { createClusters } from "../../test/clusters.ts";
import { mlp } from "./mlp.ts";

const ENTRY = new URL("../../test/training-worker.ts", import.meta.url).href;

/** Node 20 does not hand a TypeScript loader on to its workers: they register it themselves. */
const BOOTSTRAP = `import("tsx/esm/api").then(({ register }) => {
  register();
  return import(require("node:worker_threads").workerData.entry);
});`;

/** Trains in a worker thread; aborts with the reason once training runs. Returns its messages and exit code. */
function trainInWorker(epochs: number, reason?: string): Promise<{ messages: unknown[]; exitCode: number }> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(BOOTSTRAP, { eval: true, workerData: { epochs, entry: ENTRY } });
    const messages: unknown[] = [];
    worker.on("message", (message) => {
      messages.push(message);
      if (message === "started" && reason !== undefined) worker.postMessage(reason);
    });
    worker.on("error", reject);
    worker.on("exit", (exitCode) => resolve({ messages, exitCode }));
  });
}

test("two worker threads side by side train the bytes of the main thread and exit cleanly", async () => {
  const params = mlp.params.parse({ hidden: [16], epochs: 3 });
  const { onnx } = await mlp.fit(createClusters([6], 3, 30), params, { seed: 5, threads: 1 });
  const runs = await Promise.all([trainInWorker(3), trainInWorker(3)]);
  for (const { messages, exitCode } of runs) {
    expect(messages).toEqual(["started", onnx]);
    expect(exitCode).toBe(0);
  }
});

test("a training in a worker thread can be aborted by a message, which terminate() must not replace", async () => {
  const { messages, exitCode } = await trainInWorker(10_000, "enough");
  expect(messages).toEqual(["started", "enough"]);
  expect(exitCode).toBe(0);
});
