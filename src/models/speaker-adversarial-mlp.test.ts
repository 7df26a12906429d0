import { describe, expect, test } from "vitest";
import { assertClose } from "../../test/assert-close.ts";
import { createClusters } from "../../test/clusters.ts";
import golden from "../../test/golden/engine.json" with { type: "json" };
import { checkWeights, hashedFeatures, hashedWeights } from "../../test/golden-networks.ts";
import { runOnnx } from "../../test/run-model.ts";
import { smallOptions } from "../../test/training-fixture.ts";
import { parseParams } from "../base/params.ts";
import { createRandom } from "../base/random.ts";
import { createDataset, type Dataset } from "../dataset/dataset.ts";
import { decodeModel } from "../engine/onnx/builder.ts";
import { sgd } from "../engine/optimizer.ts";
import { createTrainingStep } from "../engine/training-step.ts";
import { adversaryTask, numberGroups } from "../training/adversary.ts";
import { createEvaluator } from "../training/evaluator.ts";
import { trainWeights } from "../training/train-network.ts";
import { adversarialNetwork, speakerAdversarialMlp } from "./speaker-adversarial-mlp.ts";

const params = (raw: object = {}) =>
  parseParams("model speaker-adversarial-mlp", speakerAdversarialMlp.params, raw);
const small = { hidden: [12], speakerHidden: [8], dropout: 0, epochs: 30, batchSize: 16, learningRate: 0.02 };
const SPEAKERS = 4;

/** Clusters by label in the first numbers, by speaker in the last ones, far louder. */
function speech(rows: number, seed: number): { data: Dataset; groups: string[] } {
  const data = createClusters([6], 3, rows, { seed, noise: 0.6 });
  const speakers = createRandom(seed);
  const groups = Array.from({ length: rows }, () => `speaker${speakers.integer(SPEAKERS)}`);
  const x = data.x.map((one, i) => (i % 6 === 5 ? 3 * Number(groups[Math.floor(i / 6)].slice(-1)) - 4 : one));
  return { data: { ...data, x }, groups };
}

async function accuracyOf(onnx: Uint8Array, { x, y }: Dataset): Promise<number> {
  const probabilities = await runOnnx(onnx, "features", "probabilities", x, [y.length, 6]);
  const right = y.filter((label, row) => {
    const own = probabilities.subarray(row * 3, row * 3 + 3);
    return own.indexOf(Math.max(...own)) === label;
  });
  return right.length / y.length;
}

describe("speaker-adversarial-mlp", () => {
  for (const one of golden.adversaries) {
    test("trains as torch does with a gradient reversal of its own", async () => {
      const { width, labels, speakers, rows, batchSize } = one;
      const network = adversarialNetwork(width, labels, speakers, { ...params(), ...one, dropout: 0 });
      const data = createDataset({
        clipIds: Array.from({ length: rows }, (_, row) => `clip${row}`),
        shape: [width],
        x: hashedFeatures([width], rows),
        labels: Array.from({ length: labels }, (_, label) => `label${label}`),
        y: Int32Array.from({ length: rows }, (_, row) => row % labels),
      });
      const groups = numberGroups(data.clipIds.map((_, row) => `${Math.floor(row / 2) % speakers}`));
      const task = adversaryTask(data, groups, smallOptions({ labelSmoothing: one.labelSmoothing }));
      const batches = task.batchesOf(new Uint32Array(0));
      const step = await createTrainingStep(network, hashedWeights(network), {
        ...{ batchSize, labels: batches.columns, loss: batches.loss, optimizer: sgd(), threads: 1 },
      });
      const losses: number[] = [];
      for (let i = 0; i < one.steps; i++) {
        const from = (i * batchSize) % rows;
        const batch = Uint32Array.from({ length: batchSize }, (_, row) => from + row);
        batches.fill(step.inputs[0], batch, createRandom(1));
        const [{ loss }] = await step.run([{ rates: one, random: createRandom(1) }]);
        losses.push(loss);
      }
      const weights = step.weights();
      await step.release();
      assertClose(losses, one.losses, { relative: 1e-4 }, "losses");
      checkWeights(weights, Object.fromEntries(Object.entries(one.weights)));
    });
  }

  test("the file holds the labels' head alone, and tells unseen rows of known speakers", async () => {
    const { data, groups } = speech(96, 1);
    const context = { seed: 3, threads: 1, groups };
    const { onnx, history } = await speakerAdversarialMlp.fit(data, params(small), context);
    const names = decodeModel(onnx).graph?.initializer.map(({ name }) => name) ?? [];
    expect(names.some((name) => name.startsWith("hidden1"))).toBe(true);
    expect(names.filter((name) => name.startsWith("speaker"))).toEqual([]);
    expect(await accuracyOf(onnx, speech(120, 2).data)).toBeGreaterThan(0.9);
    expect(history[29].accuracy).toBeGreaterThan(0.9);
    const other = await speakerAdversarialMlp.fit(data, params({ ...small, reversal: 2 }), context);
    expect(other.onnx).not.toEqual(onnx);
  });

  test("with a reversed gradient, the speakers' head is led astray", async () => {
    const { data, groups } = speech(96, 1);
    const numbered = numberGroups(groups);
    const rows = Uint32Array.from(data.clipIds, (_, row) => row);
    const knownSpeakers = async (reversal: number): Promise<number> => {
      const options = params({ ...small, reversal });
      const network = adversarialNetwork(6, 3, SPEAKERS, options);
      const task = adversaryTask(data, numbered, options);
      const { weights } = await trainWeights(network, data, options, { seed: 3, threads: 1 }, task);
      const evaluator = await createEvaluator(network, data, { threads: 1 });
      const outputs = await evaluator.outputs(weights, rows);
      await evaluator.release();
      const right = rows.filter((row) => {
        const own = outputs.subarray(row * 7 + 3, (row + 1) * 7);
        return own.indexOf(Math.max(...own)) === numbered.of[row];
      });
      return right.length / rows.length;
    };
    expect(await knownSpeakers(0)).toBeGreaterThan(0.9);
    expect(await knownSpeakers(1)).toBeLessThan(0.6);
  });

  test("validation is by labels, of speakers that are held out", async () => {
    const { data, groups } = speech(96, 1);
    const options = params({ ...small, validation: 0.25, mixup: 0.2 });
    const { history, validatedOn = [] } = await speakerAdversarialMlp.fit(data, options, {
      ...{ seed: 3, threads: 1, groups },
    });
    const held = new Set(validatedOn.map((id) => groups[data.clipIds.indexOf(id)]));
    expect(held.size).toBe(1);
    expect(history[29].validationAccuracy).toBeGreaterThan(0.6);
    expect(history[29].validationLoss).toBeLessThan(Math.log(3));
  });

  test("without speakers there is nothing to unlearn", async () => {
    const { data } = speech(24, 1);
    await expect(speakerAdversarialMlp.fit(data, params(small), { seed: 1 })).rejects.toThrow(
      "expected a split that keeps speakers apart",
    );
  });
});
