/**
 * Training steps against PyTorch: every network of the report, from a process of ours and one of PyTorch's that take
 * turns on the same machine with the same number of threads.
 */
import { parseArgs } from "node:util";
import { z } from "zod";
import { models } from "../src/models/index.ts";
import type { NetworkCase } from "../test/golden-networks.ts";
import { PYTHON, type Rival, startRival } from "./rival.ts";

/** The models' own defaults on images of 40 coefficients x 495 frames (MFCC and W-MFCC of a padded clip). */
const IMAGE = [40, 495];
export const NETWORKS: readonly NetworkCase[] = [
  { model: "mlp", shape: [9900], labels: 8 },
  { model: "multimodal-mlp", shape: IMAGE, labels: 8 },
  { model: "resnet1d", shape: IMAGE, labels: 8 },
  { model: "multimodal-cnn", shape: IMAGE, labels: 8 },
  { model: "wigglenet", shape: IMAGE, labels: 8 },
  { model: "timnet", shape: IMAGE, labels: 8 },
];

const prepared = z.object({ compileMs: z.number() });
const timed = z.object({ ms: z.number(), memoryMb: z.number() });

export interface TrainRow {
  readonly network: string;
  readonly batch: number;
  readonly threads: number;
  /** Of one step: the best of the rounds. */
  readonly ms: number;
  readonly referenceMs: number | null;
  readonly ratio: number | null;
  readonly compileMs: number;
  /** Most memory that the process held at any time. */
  readonly memoryMb: number;
  readonly referenceMemoryMb: number | null;
}

export async function benchTrain(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      json: { type: "boolean", default: false },
      batch: { type: "string", default: "4,16,64" },
      network: { type: "string", default: NETWORKS.map(({ model }) => model).join(",") },
      threads: { type: "string", default: "1" },
      rounds: { type: "string", default: "7" },
    },
  });
  const rows: TrainRow[] = [];
  const [threads, rounds] = [Number(values.threads), Number(values.rounds)];
  for (const network of NETWORKS.filter(({ model }) => values.network.split(",").includes(model))) {
    for (const batch of values.batch.split(",").map(Number)) {
      const row = await timeCell(network, batch, threads, rounds);
      rows.push(row);
      if (!values.json) console.log(lineOf(row));
      else process.stderr.write(`${lineOf(row)}\n`);
    }
  }
  if (values.json) console.log(JSON.stringify(rows, null, 1));
}

async function timeCell(
  network: NetworkCase,
  batch: number,
  threads: number,
  rounds: number,
): Promise<TrainRow> {
  const request = { ...models.find(network.model).params.parse({}), ...network, batch, threads };
  const ours = startRival(process.execPath, ["--import", "tsx", `${import.meta.dirname}/train-steps.ts`]);
  const theirs = startRival(PYTHON, [`${import.meta.dirname}/reference/train_steps.py`], {
    OMP_NUM_THREADS: String(threads),
  });
  try {
    const { compileMs } = await ours.ask(request, prepared);
    const reference = await prepareReference(theirs, request);
    let [ms, referenceMs, memoryMb, referenceMemoryMb] = [
      Number.POSITIVE_INFINITY,
      Number.POSITIVE_INFINITY,
      0,
      0,
    ];
    for (let round = 0; round < rounds; round++) {
      const our = await ours.ask({}, timed);
      ms = Math.min(ms, our.ms);
      memoryMb = our.memoryMb;
      if (!reference) continue;
      const their = await theirs.ask({}, timed);
      referenceMs = Math.min(referenceMs, their.ms);
      referenceMemoryMb = their.memoryMb;
    }
    return {
      network: network.model,
      batch,
      threads,
      ms: rounded(ms),
      referenceMs: reference ? rounded(referenceMs) : null,
      ratio: reference ? rounded(referenceMs / ms) : null,
      compileMs: Math.round(compileMs),
      memoryMb: Math.round(memoryMb),
      referenceMemoryMb: reference ? Math.round(referenceMemoryMb) : null,
    };
  } finally {
    ours.close();
    theirs.close();
  }
}

/** Whether there is a PyTorch to compare with; told once per cell on the error output where there is none. */
async function prepareReference(theirs: Rival, request: unknown): Promise<boolean> {
  try {
    await theirs.ask(request, prepared);
    return true;
  } catch (error) {
    process.stderr.write(`no reference: ${error instanceof Error ? error.message : String(error)}\n`);
    return false;
  }
}

function rounded(number: number): number {
  return Number(number.toPrecision(4));
}

function lineOf({
  network,
  batch,
  ms,
  referenceMs,
  ratio,
  compileMs,
  memoryMb,
  referenceMemoryMb,
}: TrainRow): string {
  const reference =
    ratio === null ? "" : `  PyTorch ${referenceMs} ms  ratio ${ratio}  (PyTorch ${referenceMemoryMb} MB)`;
  return `${network.padEnd(15)} batch ${String(batch).padStart(2)}  ${ms} ms${reference}  compile ${compileMs} ms  ${memoryMb} MB`;
}
