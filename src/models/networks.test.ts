import { describe, expect, test } from "vitest";
import { assertClose } from "../../test/assert-close.ts";
import golden from "../../test/golden/engine.json" with { type: "json" };
import {
  checkWeights,
  hashedFeatures,
  hashedFrames,
  hashedWeights,
  networkOf,
} from "../../test/golden-networks.ts";
import { runOnnx } from "../../test/run-model.ts";
import { createRandom } from "../base/random.ts";
import { exportNetwork } from "../engine/export.ts";
import { sizeOf } from "../engine/graph.ts";
import type { Weights } from "../engine/network.ts";
import { adam, type Optimizer, sgd } from "../engine/optimizer.ts";
import { fillTargets } from "../engine/targets.ts";
import { createTrainingStep } from "../engine/training-step.ts";
import { models } from "./index.ts";
import { isNetworkModel } from "./network-model.ts";

type Run = (typeof golden.runs)[number];

/** The share of a row itself in a mixed one, as in tools/golden/engine.py. */
const MIXUP_SHARE = 0.7;

function optimizerOf({ optimizer, weightDecay, nesterov }: Run): Optimizer {
  if (optimizer === "sgd") return sgd({ weightDecay, nesterov });
  return adam({ weightDecay, decoupled: optimizer === "adamw" });
}

/** Each row mixed with the row before it, the first with the last. */
function mixed(rows: Float32Array, count: number): Float32Array {
  const width = rows.length / count;
  return rows.map((number, i) => {
    const before = rows[(i - width + rows.length) % rows.length];
    return MIXUP_SHARE * number + (1 - MIXUP_SHARE) * before;
  });
}

async function repeat(run: Run): Promise<{ losses: number[]; weights: Weights }> {
  const network = networkOf(run.network);
  const step = await createTrainingStep(network, hashedWeights(network), {
    batchSize: run.batchSize,
    labels: run.network.labels,
    optimizer: optimizerOf(run),
    clipNorm: run.clipNorm,
    threads: 1,
  });
  const x = hashedFeatures(run.network.shape, run.rows);
  const frames = hashedFrames(run.network.shape, run.rows);
  const width = sizeOf(run.network.shape);
  const labelWeights = run.labelWeights ?? new Array<number>(run.network.labels).fill(1);
  const random = createRandom(1);
  const losses: number[] = [];
  let at = 0;
  for (let i = 0; i < run.steps; i++) {
    const rows = Math.min(run.batchSize, run.rows - at);
    const batch = x.subarray(at * width, (at + rows) * width);
    // What is left of the batch before stays in the missing rows: the mask must silence it.
    step.inputs[0].features.set(run.mixup ? mixed(batch, rows) : batch);
    step.inputs[0].rowMask.fill(1, 0, rows).fill(0, rows);
    step.inputs[0].frames?.set(frames.subarray(at, at + rows));
    const labels = Array.from({ length: rows }, (_, row) => (at + row) % run.network.labels);
    fillTargets(step.inputs[0].targets, labels, labelWeights, run.labelSmoothing);
    const targets = step.inputs[0].targets.subarray(0, rows * run.network.labels);
    if (run.mixup) targets.set(mixed(targets, rows));
    losses.push(
      (await step.run([{ rates: { learningRate: run.learningRate, momentum: run.momentum }, random }]))[0]
        .loss,
    );
    at = at + rows === run.rows ? 0 : at + rows;
  }
  const weights = step.weights();
  await step.release();
  return { losses, weights };
}

describe("fifty steps from the same weights on the same batches as PyTorch", () => {
  test("there is a run for every network model", () => {
    const networks = models.list.filter(isNetworkModel).map(({ id }) => id);
    expect(new Set(golden.runs.map(({ network }) => network.model))).toEqual(new Set(networks));
  });

  for (const run of golden.runs) {
    test(`${run.name}: losses, then weights, statistics and probabilities`, async () => {
      const { losses, weights } = await repeat(run);
      assertClose(losses, run.losses, { relative: 1e-4 }, "losses");
      checkWeights(weights, Object.fromEntries(Object.entries(run.weights)));
      const rows = run.probabilities.length / run.network.labels;
      const features = hashedFeatures(run.network.shape, rows);
      const onnx = exportNetwork(networkOf(run.network), weights);
      const shape = [rows, ...run.network.shape];
      const frames = hashedFrames(run.network.shape, rows);
      const probabilities = await runOnnx(onnx, "features", "probabilities", features, shape, frames);
      assertClose(probabilities, run.probabilities, { absolute: 2e-4 }, "probabilities");
    });
  }
});
