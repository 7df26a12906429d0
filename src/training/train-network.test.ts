import { describe, expect, test } from "vitest";
import { assertClose } from "../../test/assert-close.ts";
import golden from "../../test/golden/schedules.json" with { type: "json" };
import { rowsWithCopies, smallNetwork, smallOptions } from "../../test/training-fixture.ts";
import { createRandom } from "../base/random.ts";
import type { Dataset } from "../dataset/dataset.ts";
import { initialWeights, type Weights } from "../engine/network.ts";
import { sgd } from "../engine/optimizer.ts";
import type { TrainingContext } from "./context.ts";
import { createEvaluator } from "./evaluator.ts";
import { movingShare, withAverage } from "./optimizers.ts";
import type { NamedTensor } from "./tensor-file.ts";
import { trainNetwork } from "./train-network.ts";
import { drawSides } from "./validation.ts";
import type { NamedWeights } from "./warm-start.ts";

const data = rowsWithCopies(24);
const context = { seed: 3, threads: 1 };
const train = (raw: object, changes: Partial<TrainingContext> = {}, rows: Dataset = data) =>
  trainNetwork(smallNetwork, rows, smallOptions(raw), { ...context, ...changes });

const numbersOf = (weights: NamedWeights): Weights =>
  new Map([...weights].map(([name, { data }]) => [name, data]));

describe("schedules and stages", () => {
  test("manual phases change rate and batch size, and the optimiser goes on", async () => {
    const stages = [
      { epochs: 2, learningRate: 0.1, schedule: "constant" },
      { epochs: 1, learningRate: 0.03, schedule: "constant", batchSize: 16 },
    ];
    const { history } = await train({ stages });
    expect(history.map((one) => [one.epoch, one.epochs, one.stage, one.learningRate, one.batchSize])).toEqual(
      [
        [1, 3, 1, 0.1, 8],
        [2, 3, 1, 0.1, 8],
        [3, 3, 2, 0.03, 16],
      ],
    );
  });

  test("stages that change nothing are one long stage, bit by bit", async () => {
    const flat = { optimizer: "adam", schedule: "constant", ema: 0.7, epochs: 4 };
    const whole = await train(flat);
    const parts = await train({ ...flat, stages: [{ epochs: 1 }, { epochs: 3 }] });
    expect(parts.weights).toEqual(whole.weights);
  });

  test("growing batches, and a rate that falls where they cannot grow", async () => {
    const { history } = await train({
      ...{ epochs: 4, batchSize: 4, learningRate: 0.1 },
      schedule: { id: "growing-batch", factor: 0.5, epochs: 1, maxBatchSize: 12 },
    });
    expect(history.map((one) => one.batchSize)).toEqual([4, 8, 12, 12]);
    assertClose(
      history.map((one) => one.learningRate),
      [0.1, 0.1, 0.075, 0.0375],
      { relative: 1e-12 },
    );
  });

  test("a plateau follows the training loss where nothing is validated", async () => {
    const schedule = { id: "plateau", factor: 0.5, patience: 1 };
    const stuck = { schedule, epochs: 30, learningRate: 1e-9 };
    const { history } = await train(stuck);
    expect(history[0].learningRate).toBe(1e-9);
    expect(history[29].learningRate).toBeLessThan(1e-9);
    const halvings = Math.log2(1e-9 / history[29].learningRate);
    expect(halvings).toBeCloseTo(Math.round(halvings), 9);
  });
});

describe("validation", () => {
  const options = { validation: 0.25, epochs: 8, learningRate: 0.05, schedule: "constant", restore: "last" };
  const sidesOf = (stage: number) =>
    drawSides(data, 0.25, undefined, createRandom(context.seed).fork(`validation/${stage}`));

  test("rows of the validation side are never learnt from", async () => {
    const { validation } = sidesOf(0);
    expect(validation).toHaveLength(12);
    const x = data.x.slice();
    for (const row of validation) x.fill(1e6, row * 6, (row + 1) * 6);
    const honest = await train(options);
    const spoilt = await train(options, {}, { ...data, x });
    expect(spoilt.weights).toEqual(honest.weights);
    expect(spoilt.history[0].validationLoss).not.toBe(honest.history[0].validationLoss);
    const learnt = await train({ ...options, validation: 0 });
    expect(learnt.weights).not.toEqual(honest.weights);
  });

  test("the loss that is told is that of the weights, in inference", async () => {
    const { history, weights } = await train({ ...options, ema: 0.6 });
    const evaluator = await createEvaluator(smallNetwork, data, { threads: 1 });
    const { loss, accuracy } = await evaluator.evaluate(numbersOf(weights), sidesOf(0).validation);
    expect(history[7].validationLoss).toBe(loss);
    expect(history[7].validationAccuracy).toBe(accuracy);
    await evaluator.release();
  });

  test("patience ends a stage, and its best weights stay", async () => {
    const eager = { ...options, epochs: 60, learningRate: 0.5, batchSize: 4, patience: 3, restore: "best" };
    const { history, weights } = await train(eager);
    const losses = history.map((one) => one.validationLoss ?? Number.NaN);
    const best = losses.indexOf(Math.min(...losses));
    expect(history.length).toBeLessThan(60);
    expect(history.length).toBe(best + 1 + 3);
    const evaluator = await createEvaluator(smallNetwork, data, { threads: 1 });
    expect((await evaluator.evaluate(numbersOf(weights), sidesOf(0).validation)).loss).toBe(losses[best]);
    const last = await train({ ...eager, restore: "last" });
    expect(last.history).toEqual(history);
    expect((await evaluator.evaluate(numbersOf(last.weights), sidesOf(0).validation)).loss).toBe(
      losses[best + 3],
    );
    await evaluator.release();
  });

  test("an early stop shortens what is left, and the next stage runs", async () => {
    const stages = [{ epochs: 40 }, { epochs: 2, learningRate: 0.001, reshuffle: true }];
    const { history } = await train({ ...options, learningRate: 0.5, patience: 2, stages });
    const first = history.filter((one) => one.stage === 1).length;
    expect(first).toBeLessThan(40);
    expect(history[first - 1].epochs).toBe(42);
    expect(history.slice(first).map(({ epoch, epochs }) => [epoch, epochs])).toEqual([
      [first + 1, first + 2],
      [first + 2, first + 2],
    ]);
  });

  test("reshuffle draws another side, which the stage before has learnt from", async () => {
    const stages = [{ epochs: 1 }, { epochs: 2, reshuffle: true }];
    const moved = sidesOf(1).validation;
    expect(moved).not.toEqual(sidesOf(0).validation);
    const x = data.x.slice();
    for (const row of moved) x.fill(1e6, row * 6, (row + 1) * 6);
    const { history } = await train({ ...options, stages });
    const spoilt = await train({ ...options, stages }, {}, { ...data, x });
    expect(spoilt.history[0].loss).not.toBe(history[0].loss);
    const kept = await train({ ...options, stages: [{ epochs: 1 }, { epochs: 2 }] });
    expect(kept.history[0]).toEqual(history[0]);
    expect(kept.history[1].loss).not.toBe(history[1].loss);
  });
});

describe("an average of the weights", () => {
  test("is weighed as torch's AveragedModel does", () => {
    for (const { decay, weights } of golden.average) {
      const { scalars } = withAverage(sgd(), movingShare(decay));
      let average = Number.MAX_VALUE;
      for (const [i, [weight, expected]] of weights.entries()) {
        const { averageKept, averageNew } = scalars({ learningRate: 0, momentum: 0 }, i + 1);
        average = averageKept * average + averageNew * weight;
        expect(average).toBeCloseTo(expected, 10);
      }
    }
  });

  test("is kept of what each step leaves, and is what is exported", async () => {
    const options = { schedule: "constant", batchSize: 48, labelSmoothing: 0, optimizer: "sgd" };
    const course: (readonly number[])[] = [];
    for (let epochs = 1; epochs <= 4; epochs++) {
      const { weights } = await train({ ...options, epochs });
      course.push(Array.from(weights.get("output.weight")?.data ?? []));
    }
    const expected = course.reduce((average, now) => average.map((one, i) => 0.8 * one + 0.2 * now[i]));
    const { weights } = await train({ ...options, epochs: 4, ema: 0.8 });
    assertClose(weights.get("output.weight")?.data ?? [], expected, { absolute: 1e-6 });
  });
});

test("l1 pulls every weight towards 0 by the same amount, and no bias", async () => {
  const silent = { ...data, x: data.x.map(() => 0) };
  const raw = {
    optimizer: "sgd",
    momentum: 0,
    weightDecay: 0,
    schedule: "constant",
    epochs: 1,
    batchSize: 48,
  };
  const start = initialWeights(smallNetwork, context.seed).get("hidden.weight") ?? new Float32Array(0);
  const { weights } = await train({ ...raw, learningRate: 0.1, l1: 0.05 }, {}, silent);
  // The rows are zeros, so that nothing else moves the first layer.
  const expected = start.map((weight) => weight - 0.005 * Math.sign(weight));
  assertClose(weights.get("hidden.weight")?.data ?? [], expected, { absolute: 1e-7 });
  const plain = await train({ ...raw, learningRate: 0.1 }, {}, silent);
  expect(weights.get("output.bias")).toEqual(plain.weights.get("output.bias"));
});

describe("warm start", () => {
  test("goes on from the weights that it is given", async () => {
    const first = await train({});
    const { history } = await train(
      { learningRate: 1e-9 },
      { warmStart: { weights: first.weights, except: [] } },
    );
    const cold = await train({ learningRate: 1e-9 });
    expect(history[0].accuracy).toBeGreaterThan(cold.history[0].accuracy + 0.1);
  });

  test("leaves layers out that are to start afresh", async () => {
    const { weights } = await train({ epochs: 1 });
    const other = new Map([...weights].filter(([name]) => !name.startsWith("output.")));
    await train({ epochs: 1 }, { warmStart: { weights: other, except: ["output"] } });
  });

  test("names what does not fit", async () => {
    const { weights } = await train({ epochs: 1 });
    const start = (changed: readonly [string, NamedTensor][], except: string[] = []) =>
      train({}, { warmStart: { weights: new Map(changed), except } });
    await expect(start([...weights].slice(1))).rejects.toThrow(
      /^warm start: the weights of hidden\.weight do not fit: expected \[8, 6\], got none\. .*"hidden" out/,
    );
    await expect(
      start([...weights, ["hidden.weight", { shape: [6, 8], data: new Float32Array(48) }]]),
    ).rejects.toThrow("expected [8, 6], got [6, 8]");
    await expect(start([...weights], ["ouput"])).rejects.toThrow(
      'the network has no layer "ouput" to leave out; expected one of hidden, norm, output.',
    );
  });
});
