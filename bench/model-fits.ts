/** Our side of bench/models.ts: the first request says what to fit on which rows, each later one fits it once more. */
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { z } from "zod";
import { parseParams } from "../src/base/params.ts";
import { createDataset } from "../src/dataset/dataset.ts";
import { createSession, floatTensor } from "../src/engine/onnx/session.ts";
import { models } from "../src/models/index.ts";
import { steps } from "../src/steps/index.ts";

const setup = z.object({
  kind: z.enum(["model", "step"]),
  id: z.string(),
  params: z.record(z.string(), z.unknown()),
  answers: z.boolean(),
  rows: z.number(),
  cols: z.number(),
  labels: z.number(),
  file: z.string(),
});

let refit: ((seed: number) => Promise<void>) | undefined;
let seed = 0;
for await (const line of createInterface({ input: process.stdin })) {
  if (refit === undefined) {
    const { kind, id, params, answers, rows, cols, labels, file } = setup.parse(JSON.parse(line));
    const entry = kind === "model" ? models.find(id) : steps.find(id);
    const options = parseParams(`${kind} ${id}`, entry.params, params);
    const data = createDataset({
      clipIds: Array.from({ length: rows }, (_, row) => `clip${row}`),
      shape: [cols],
      x: new Float32Array(Uint8Array.from(await readFile(file)).buffer),
      labels: Array.from({ length: labels }, (_, label) => `label${label}`),
      y: Int32Array.from({ length: rows }, (_, row) => row % labels),
    });
    refit = async (chosen) => {
      const { onnx } = await entry.fit(data, options, { seed: chosen, threads: 1 });
      if (!answers) return;
      const session = await createSession(onnx, { threads: 1 });
      await session.run({ features: floatTensor(data.x, [rows, cols]) });
      await session.release();
    };
    console.log(JSON.stringify({ prepared: true }));
    continue;
  }
  const started = process.cpuUsage();
  await refit(seed++);
  const { user, system } = process.cpuUsage(started);
  console.log(JSON.stringify({ seconds: (user + system) / 1e6 }));
}
