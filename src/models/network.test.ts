import { describe, expect, test } from "vitest";
import { assertClose } from "../../test/assert-close.ts";
import golden from "../../test/golden/engine.json" with { type: "json" };
import { hashed } from "../../test/hashed.ts";
import { createRandom } from "../base/random.ts";
import { exportNetwork } from "../engine/export.ts";
import { sizeOf } from "../engine/graph.ts";
import { type Network, trace, type Weights } from "../engine/network.ts";
import { createSession, floatTensor } from "../engine/onnx/session.ts";
import { adam, type Optimizer, sgd } from "../engine/optimizer.ts";
import { fillTargets } from "../engine/targets.ts";
import { createTrainingStep } from "../engine/training-step.ts";
import { mlpNetwork } from "./mlp.ts";
import { timnet, timnetNetwork } from "./timnet.ts";
import { wigglenetNetwork } from "./wigglenet.ts";

type Run = (typeof golden.runs)[number];

function networkOf(run: Run): Network {
  if (run.design !== undefined && run.channels !== undefined) {
    const design = run.design === "as-run" ? "as-run" : "intended";
    return wigglenetNetwork(run.shape, run.labels, { design, channels: run.channels, dropout: 0 });
  }
  if (run.blocks !== undefined) {
    const { blocks, channels, framePool, inputNorm } = run;
    const options = timnet.params.parse({
      blocks,
      channels,
      framePool,
      inputNorm,
      dropout: 0,
      headDropout: 0,
    });
    return timnetNetwork(run.shape, run.labels, options);
  }
  const { hidden = [], batchNorm = false } = run;
  return mlpNetwork(run.shape[0], run.labels, { hidden, batchNorm, dropout: 0, inputDropout: 0 });
}

function optimizerOf({ optimizer, weightDecay, nesterov }: Run): Optimizer {
  if (optimizer === "sgd") return sgd({ weightDecay, nesterov });
  return adam({ weightDecay, decoupled: optimizer === "adamw" });
}

/** The weights that tools/golden/engine.py sets; running statistics at their start. */
function hashedWeights(network: Network): Weights {
  const { graph } = trace(network, 1, false);
  const weights = new Map<string, Float32Array<ArrayBuffer>>();
  const byName = graph.parameters.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  for (const [salt, { name, value }] of byName.entries()) {
    const u = hashed(salt, sizeOf(value.shape));
    const bound = 1 / Math.sqrt(sizeOf(value.shape.slice(1)));
    const startOf = /norm/i.test(name)
      ? (one: number) => 0.2 * one + (name.endsWith("weight") ? 1 : 0)
      : (one: number) => one * (value.shape.length > 1 ? bound : 0.1);
    weights.set(name, Float32Array.from(u, startOf));
  }
  for (const { name, value, initial } of graph.statistics)
    weights.set(name, new Float32Array(value.shape[0]).fill(initial));
  return weights;
}

/** The golden run's features [row, ...shape]. */
function hashedFeatures(run: Run): Float32Array<ArrayBuffer> {
  return Float32Array.from(hashed(1000, run.rows * sizeOf(run.shape)), (u) => 1.5 * u);
}

async function repeat(run: Run): Promise<{ losses: number[]; weights: Weights }> {
  const network = networkOf(run);
  const step = await createTrainingStep(network, hashedWeights(network), {
    batchSize: run.batchSize,
    labels: run.labels,
    optimizer: optimizerOf(run),
    clipNorm: run.clipNorm,
    threads: 1,
  });
  const x = hashedFeatures(run);
  const width = sizeOf(run.shape);
  const labelWeights = run.labelWeights ?? new Array<number>(run.labels).fill(1);
  const random = createRandom(1);
  const losses: number[] = [];
  let at = 0;
  for (let i = 0; i < run.steps; i++) {
    const rows = Math.min(run.batchSize, run.rows - at);
    // What is left of the batch before stays in the missing rows: the mask must silence it.
    step.features.set(x.subarray(at * width, (at + rows) * width));
    step.rowMask.fill(1, 0, rows).fill(0, rows);
    const labels = Array.from({ length: rows }, (_, row) => (at + row) % run.labels);
    fillTargets(step.targets, labels, labelWeights, run.labelSmoothing);
    losses.push(await step.run({ learningRate: run.learningRate, momentum: run.momentum }, random));
    at = at + rows === run.rows ? 0 : at + rows;
  }
  const weights = step.weights();
  await step.release();
  return { losses, weights };
}

describe("twenty steps from the same weights on the same batches as PyTorch", () => {
  test("there are runs to repeat", () => expect(golden.runs.length).toBeGreaterThan(5));

  for (const run of golden.runs) {
    test(`${run.name}: losses, and probabilities afterwards`, async () => {
      const { losses, weights } = await repeat(run);
      assertClose(losses, run.losses, { relative: 1e-4 }, "losses");
      const session = await createSession(exportNetwork(networkOf(run), weights), { threads: 1 });
      const rows = run.probabilities.length / run.labels;
      const features = hashedFeatures(run).subarray(0, rows * sizeOf(run.shape));
      const { probabilities } = await session.run({ features: floatTensor(features, [rows, ...run.shape]) });
      expect(probabilities.dims).toEqual([rows, run.labels]);
      assertClose(
        Array.from(probabilities.data, Number),
        run.probabilities,
        { absolute: 2e-4 },
        "probabilities",
      );
      await session.release();
    });
  }
});
