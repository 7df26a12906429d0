import { describe, expect, test } from "vitest";
import { assertClose } from "../../test/assert-close.ts";
import golden from "../../test/golden/engine.json" with { type: "json" };
import { checkWeights, hashedFeatures, hashedWeights, networkOf } from "../../test/golden-networks.ts";
import { rowsWithCopies, smallNetwork, smallOptions } from "../../test/training-fixture.ts";
import { createRandom } from "../base/random.ts";
import { createDataset } from "../dataset/dataset.ts";
import { batchNorm, dense } from "../engine/layers/index.ts";
import { network as networkOfLayers, trace } from "../engine/network.ts";
import { createBatches } from "./batches.ts";
import { equalShare } from "./equal-average.ts";
import { createEvaluator } from "./evaluator.ts";
import { renewStatistics } from "./renew-statistics.ts";
import { trainNetwork } from "./train-network.ts";
import { drawSides } from "./validation.ts";

const context = { seed: 3, threads: 1 };

describe("an equal average of the last epochs", () => {
  test("is the mean of what the epochs of the last stage's last share leave", () => {
    const stages = [{ epochs: 2 }, { epochs: 5 }];
    let average = Number.NaN;
    const averages: number[] = [];
    let weight = 0;
    for (const [stage, { epochs }] of stages.entries()) {
      for (let epoch = 0; epoch < epochs; epoch++) {
        for (const endsEpoch of [false, true]) {
          weight += 1;
          const share = equalShare(0.6, stages, stage, { epoch, endsEpoch });
          average = share === 1 ? weight : (1 - share) * average + share * weight;
        }
        averages.push(average);
      }
    }
    // epochs end with the weights 2, 4, 6, 8, 10, 12 and 14
    assertClose(averages, [2, 4, 6, 8, 10, 11, 12], { absolute: 1e-12 });
    const share = equalShare(0.01, [{ epochs: 5 }], 0, { epoch: 4, endsEpoch: false });
    expect(share).toBe(1);
  });

  for (const one of golden.averages) {
    const { network: golden, rows, batchSize, epochs, averaged, learningRate, momentum } = one;
    const network = networkOf(golden);
    const { graph } = trace(network, 1, false);
    const start = hashedWeights(network);
    const named = [...graph.parameters, ...graph.statistics].map(({ name, shape }) => {
      const data = start.get(name) ?? new Float32Array(0);
      return [name, { shape, data }] as const;
    });
    const data = createDataset({
      clipIds: Array.from({ length: rows }, (_, row) => `clip${row}`),
      shape: golden.shape,
      x: hashedFeatures(golden.shape, rows),
      labels: Array.from({ length: golden.labels }, (_, label) => `label${label}`),
      y: Int32Array.from({ length: rows }, (_, row) => row % golden.labels),
    });
    const options = smallOptions({
      ...{ optimizer: "sgd", weightDecay: 0, schedule: "constant", labelSmoothing: 0, batchSize: rows },
      ...{ epochs, swa: averaged / epochs, learningRate, momentum },
    });

    test("is torch's AveragedModel, with statistics as update_bn measures them", async () => {
      const warmStart = { weights: new Map(named), except: [] };
      const { weights } = await trainNetwork(network, data, options, { ...context, warmStart });
      const numbers = new Map([...weights].map(([name, tensor]) => [name, tensor.data]));
      checkWeights(numbers, Object.fromEntries(Object.entries(one.weights)));
      const inBatches = await renewStatistics(network, numbers, {
        batches: createBatches(data, options),
        rows: Uint32Array.from({ length: rows }, (_, row) => row),
        batchSize,
        threads: 1,
        random: createRandom(1),
      });
      checkWeights(inBatches, Object.fromEntries(Object.entries(one.inBatches)));
      const mean = (weights: typeof inBatches) => weights.get("hidden1Norm.runningMean") ?? [];
      expect(mean(inBatches)).not.toEqual(mean(numbers));
    });
  }

  test("is what is validated: its loss is that of the weights which are given back", async () => {
    const data = rowsWithCopies(24);
    const options = smallOptions({ swa: 0.5, epochs: 6, validation: 0.25, restore: "last" });
    const { history, weights } = await trainNetwork(smallNetwork, data, options, context);
    const { validation } = drawSides(data, 0.25, undefined, createRandom(context.seed).fork("validation/0"));
    const evaluator = await createEvaluator(smallNetwork, data, { threads: 1 });
    const numbers = new Map([...weights].map(([name, tensor]) => [name, tensor.data]));
    expect((await evaluator.evaluate(numbers, validation)).loss).toBe(history[5].validationLoss);
    await evaluator.release();
  });
});

describe("statistics of batches", () => {
  const data = rowsWithCopies(11);
  const parts = ["norm.runningMean", "norm.runningVariance"];

  function measure(count: number, batchSize: number, ghostRows = batchSize) {
    const net = networkOfLayers([6], (x) => dense(batchNorm(x, { name: "norm", ghostRows }), 3));
    const { graph } = trace(net, 1, false);
    const weights = new Map(
      [...graph.parameters, ...graph.statistics].map(({ name, shape }) => [
        name,
        new Float32Array(shape.reduce((a, b) => a * b)),
      ]),
    );
    const batches = createBatches(data, smallOptions({}));
    const rows = Uint32Array.from({ length: count }, (_, row) => row);
    return renewStatistics(net, weights, { batches, rows, batchSize, threads: 1, random: createRandom(1) });
  }

  test("ghost batches count like batches of their own", async () => {
    const [ghost, plain] = [await measure(22, 24, 4), await measure(22, 4)];
    for (const part of parts)
      assertClose(ghost.get(part) ?? [], plain.get(part) ?? [Number.NaN], { absolute: 1e-5 }, part);
  });

  test("a last batch of one row is left out, and alone it changes nothing", async () => {
    const [spare, whole, alone] = [await measure(21, 4), await measure(20, 4), await measure(1, 1)];
    for (const part of parts) {
      expect(spare.get(part)).toEqual(whole.get(part));
      expect(alone.get(part)).toEqual(new Float32Array(6));
    }
  });
});
