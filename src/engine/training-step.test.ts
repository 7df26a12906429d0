import { describe, expect, test } from "vitest";
import { assertClose } from "../../test/assert-close.ts";
import { compileValues } from "../../test/evaluate.ts";
import { hashed } from "../../test/hashed.ts";
import { createRandom } from "../base/random.ts";
import { exportNetwork } from "./export.ts";
import { batchNorm, conv2d, dense, dropout, flatten } from "./layers/index.ts";
import { countParameters, initialWeights, type Network, network, trace, type Weights } from "./network.ts";
import { decodeModel } from "./onnx/builder.ts";
import { createSession, floatTensor } from "./onnx/session.ts";
import { add, relu } from "./ops/elementwise.ts";
import { affine } from "./ops/matmul.ts";
import { adam, sgd } from "./optimizer.ts";
import { fillTargets } from "./targets.ts";
import { createTrainingStep, type TrainingStep } from "./training-step.ts";

const SHAPE = [2, 5, 6];
const LABELS = 3;

/** Everything that an export must carry: folded and unfolded batch norms, biases, strides, dilation, dropout. */
const small: Network = network(SHAPE, (x) => {
  const first = relu(
    batchNorm(conv2d(batchNorm(x), { channels: 4, kernel: [3, 3], stride: [1, 2], padding: "same" })),
  );
  const second = conv2d(first, {
    channels: 3,
    kernel: [2, 2],
    dilation: [2, 1],
    padding: [1, 0],
    bias: false,
  });
  const shared = batchNorm(second, { name: "shared" });
  const hidden = relu(batchNorm(dense(flatten(dropout(relu(shared), 0.3)), 6)));
  return dense(hidden, LABELS);
});

interface Options {
  readonly batchSize?: number;
  readonly rows?: number;
  readonly steps?: number;
  readonly seed?: number;
  readonly threads?: number;
  readonly stepsPerRun?: number;
}

async function train({
  batchSize = 4,
  rows = 4,
  steps = 6,
  seed = 1,
  threads = 1,
  stepsPerRun = 1,
}: Options = {}): Promise<{
  losses: number[];
  weights: Weights;
}> {
  const step = await createTrainingStep(small, initialWeights(small, 7), {
    batchSize,
    labels: LABELS,
    optimizer: sgd({ weightDecay: 0.01 }),
    threads,
  });
  const random = createRandom(seed);
  const losses: number[] = [];
  for (let first = 0; first < steps; first += stepsPerRun) {
    const inputs = step.inputs.slice(0, Math.min(stepsPerRun, steps - first));
    for (const [i, { features, targets, rowMask }] of inputs.entries()) {
      features.fill(100);
      features.set(Float32Array.from(hashed(first + i, rows * 60)));
      rowMask.fill(0).fill(1, 0, rows);
      fillTargets(targets, [0, 1, 2, 1].slice(0, rows), [1, 1, 1], 0.1);
    }
    const rates = (i: number) => ({ learningRate: 0.1 / (1 + first + i), momentum: 0.9 });
    const results = await step.run(inputs.map((_, i) => ({ rates: rates(i), random })));
    losses.push(...results.map(({ loss }) => loss));
  }
  const weights = step.weights();
  await step.release();
  return { losses, weights };
}

/** Without dropout, whose masks differ with the batch length. */
const plain: Network = network([6], (x) => dense(relu(batchNorm(dense(x, 5))), LABELS));

async function trainPlain(batchSize: number, filling: number): Promise<{ loss: number; weights: Weights }> {
  const step = await createTrainingStep(plain, initialWeights(plain, 3), {
    batchSize,
    labels: LABELS,
    optimizer: sgd(),
  });
  const random = createRandom(1);
  let loss = 0;
  for (let i = 0; i < 5; i++) {
    step.inputs[0].features.fill(filling);
    step.inputs[0].features.set(Float32Array.from(hashed(i, 18)));
    step.inputs[0].rowMask.fill(0).fill(1, 0, 3);
    fillTargets(step.inputs[0].targets, [0, 1, 2], [1, 2, 1], 0);
    loss = (await step.run([{ rates: { learningRate: 0.2, momentum: 0.5 }, random }]))[0].loss;
  }
  const weights = step.weights();
  await step.release();
  return { loss, weights };
}

describe("training step", () => {
  test("lowers the loss, and is deterministic bit by bit", async () => {
    const first = await train({ steps: 25 });
    const second = await train({ steps: 25 });
    expect(first.losses[24]).toBeLessThan(first.losses[0]);
    expect(second).toEqual(first);
    const other = await train({ steps: 25, seed: 2 });
    expect(other.losses).not.toEqual(first.losses);
  });

  test("steps of one run give the same bits as runs of one step", async () => {
    const single = await train({ steps: 11, stepsPerRun: 1 });
    expect(new Set(single.losses).size).toBe(11);
    expect(await train({ steps: 11, stepsPerRun: 4 })).toEqual(single);
  });

  test("a run of no steps, or of more than the inputs hold, is refused", async () => {
    const step = await createTrainingStep(plain, initialWeights(plain, 3), {
      batchSize: 2,
      labels: LABELS,
      optimizer: sgd(),
    });
    const plan = { rates: { learningRate: 0.1, momentum: 0 }, random: createRandom(1) };
    await expect(step.run([])).rejects.toThrow("expected a run of 1 to 32 steps; got 0");
    await expect(step.run(new Array(33).fill(plan))).rejects.toThrow("got 33");
    await step.release();
  });

  test("a large dense layer trains in tiles as in one piece", async () => {
    const wide: Network = network([1000], (x) => dense(relu(dense(x, 1100, { name: "wide" })), LABELS));
    const start = initialWeights(wide, 3);
    const { graph } = trace(wide, 2, true);
    expect(graph.parameters[0].tiles.map(({ value }) => value.shape[0])).toEqual([528, 528, 44]);
    const inOne: Network = network([1000], (x) => {
      const hidden = x.graph.inLayer("dense", "wide", () => {
        const weight = x.graph.parameter("weight", [1100, 1000], () => new Float32Array(1_100_000));
        return affine(
          x,
          weight,
          x.graph.parameter("bias", [1100], () => new Float32Array(1100)),
        );
      });
      return dense(relu(hidden), LABELS);
    });
    const trained = async (one: Network) => {
      const step = await createTrainingStep(one, start, {
        batchSize: 2,
        labels: LABELS,
        optimizer: sgd({ weightDecay: 0.1, nesterov: true }),
        clipNorm: 0.5,
      });
      const plan = { rates: { learningRate: 0.01, momentum: 0.9 }, random: createRandom(1) };
      const inputs = step.inputs.slice(0, 3);
      for (const [i, { features, targets, rowMask }] of inputs.entries()) {
        features.set(Float32Array.from(hashed(i, 2000)));
        fillTargets(targets, [i % 3, 1], [1, 1, 1], 0);
        rowMask.fill(1);
      }
      await step.run(inputs.map(() => plan));
      const state = step.state();
      await step.release();
      return state.tensors;
    };
    const [tiled, whole] = [await trained(wide), await trained(inOne)];
    expect([...tiled.keys()].toSorted()).toEqual([...whole.keys()].toSorted());
    for (const [name, data] of whole) assertClose(tiled.get(name) ?? [], data, { absolute: 1e-6 }, name);
    assertClose(start.get("wide.weight") ?? [], whole.get("wide.weight") ?? [], { absolute: 0.05 }, "moved");
    expect(tiled.get("wide.weight")).not.toEqual(start.get("wide.weight"));
  });

  test("a masked batch is a smaller batch, whatever fills its missing rows", async () => {
    const exact = await trainPlain(3, 0);
    for (const [batchSize, filling] of [
      [5, 0],
      [8, 1000],
    ]) {
      const masked = await trainPlain(batchSize, filling);
      expect(masked.loss).toBeCloseTo(exact.loss, 5);
      expect([...masked.weights.keys()]).toEqual([...exact.weights.keys()]);
      for (const [name, data] of exact.weights)
        assertClose(masked.weights.get(name) ?? [], data, { absolute: 2e-5 }, name);
    }
  });

  for (const optimizer of [sgd(), adam({ weightDecay: 0.01, decoupled: true })]) {
    test(`a step that starts from the state of another goes on bit by bit (${optimizer.slots})`, async () => {
      const open = (start: Weights, stepsDone = 0) =>
        createTrainingStep(plain, start, { batchSize: 3, labels: LABELS, optimizer, threads: 1, stepsDone });
      const run = async (step: TrainingStep, from: number, to: number) => {
        const random = createRandom(1);
        step.inputs[0].rowMask.fill(1);
        fillTargets(step.inputs[0].targets, [0, 1, 2], [1, 2, 1], 0);
        for (let i = from; i < to; i++) {
          step.inputs[0].features.set(Float32Array.from(hashed(i, 18)));
          await step.run([{ rates: { learningRate: 0.05, momentum: 0.9 }, random }]);
        }
        const state = step.state();
        await step.release();
        return state;
      };
      const whole = await run(await open(initialWeights(plain, 3)), 0, 7);
      const half = await run(await open(initialWeights(plain, 3)), 0, 3);
      expect(half.steps).toBe(3);
      const rest = await run(await open(half.tensors, half.steps), 3, 7);
      expect(rest).toEqual(whole);
      expect([...whole.tensors.keys()]).toContain(`dense2.weight.${optimizer.slots[0]}`);
      const { tensors } = await run(await open(half.tensors), 3, 7);
      // Adam corrects its means by the number of steps; SGD does not count.
      if (optimizer.slots.includes("mean")) expect(tensors).not.toEqual(whole.tensors);
      else expect(tensors).toEqual(whole.tensors);
    });
  }

  test("weights continue where they were left", async () => {
    const { weights } = await train();
    const step = await createTrainingStep(small, weights, { batchSize: 2, labels: LABELS, optimizer: sgd() });
    expect(step.weights()).toEqual(weights);
    await step.release();
  });

  test("weights that are missing or of another size are refused", async () => {
    const options = { batchSize: 2, labels: LABELS, optimizer: sgd() };
    const weights = new Map(initialWeights(plain, 1));
    weights.set("dense1.bias", new Float32Array(2));
    await expect(createTrainingStep(plain, weights, options)).rejects.toThrow(
      "the weights of dense1.bias do not fit the network: expected 5 numbers, got 2.",
    );
    weights.delete("dense1.bias");
    await expect(createTrainingStep(plain, weights, options)).rejects.toThrow("got none");
  });

  test("a layer that the loss does not need is refused", async () => {
    const unused = network([4], (x) => {
      dense(x, 2, { name: "idle" });
      return dense(x, LABELS);
    });
    await expect(
      createTrainingStep(unused, initialWeights(unused, 1), {
        batchSize: 2,
        labels: LABELS,
        optimizer: sgd(),
      }),
    ).rejects.toThrow("the loss does not depend on the parameter idle.weight");
  });

  test("dropout silences its share of numbers and scales the others", async () => {
    const { graph, logits } = trace(
      network([1000], (x) => dropout(x, 0.25)),
      2,
      true,
    );
    expect(graph.dropoutMasks).toEqual([{ name: "dropout1.mask", shape: [2, 1000], rate: 0.25 }]);
    expect(logits.shape).toEqual([2, 1000]);
    const inference = trace(
      network([1000], (x) => dropout(x, 0.25)),
      2,
      false,
    );
    expect(inference.logits).toBe(inference.features);
  });
});

describe("network", () => {
  test("initial weights are PyTorch's: uniform within 1 / sqrt(fan in), named, by seed", () => {
    const wide = network([400], (x) => dense(x, 50, { name: "wide" }));
    const weights = initialWeights(wide, 5);
    expect([...weights.keys()]).toEqual(["wide.weight", "wide.bias"]);
    const data = weights.get("wide.weight") ?? new Float32Array(0);
    expect(data.length).toBe(20_000);
    expect(Math.max(...data)).toBeLessThanOrEqual(0.05);
    expect(Math.max(...data)).toBeGreaterThan(0.0499);
    expect(Math.min(...data)).toBeLessThan(-0.0499);
    const variance = data.reduce((sum, w) => sum + w * w, 0) / data.length;
    expect(variance).toBeCloseTo(0.05 ** 2 / 3, 5);
    expect(initialWeights(wide, 5)).toEqual(weights);
    expect(initialWeights(wide, 6)).not.toEqual(weights);
    expect(countParameters(wide)).toBe(20_050);
  });

  test("a name that two layers share is refused", () => {
    const twice = network([4], (x) => dense(dense(x, 4, { name: "a" }), 4, { name: "a" }));
    expect(() => initialWeights(twice, 1)).toThrow("layer a: expected a name of its own");
  });
});

describe("export", () => {
  test("is the inference graph to 1e-5, with batch norms folded and any batch length", async () => {
    const { weights } = await train({ steps: 12 });
    const rows = 3;
    const features = Float32Array.from(hashed(50, rows * 60));
    const { logits } = trace(small, rows, false);
    const [expected] = await (await compileValues([logits]))({ ...Object.fromEntries(weights), features });
    const onnx = exportNetwork(small, weights);
    const session = await createSession(onnx, { threads: 1 });
    for (const n of [rows, 1]) {
      const feeds = { features: floatTensor(features.subarray(0, n * 60), [n, ...SHAPE]) };
      const { probabilities } = await session.run(feeds);
      expect(probabilities.dims).toEqual([n, LABELS]);
      assertClose(Array.from(probabilities.data, Number), softmaxRows(expected).slice(0, n * LABELS), {
        absolute: 1e-5,
      });
    }
    await session.release();
    const model = decodeModel(onnx);
    expect(model.opsetImport.map(({ version }) => Number(version))).toEqual([21]);
    // The first batch norm has no layer before it; the others are gone.
    const operators = model.graph?.node.map(({ opType }) => opType) ?? [];
    expect(operators.filter((one) => one === "BatchNormalization").length).toBe(1);
    expect(model.graph?.initializer.map(({ name }) => name)).not.toContain("shared.weight");
  });

  test("a layer that feeds others besides its batch norm keeps its weights", async () => {
    const chain = network([3], (x) => relu(batchNorm(dense(x, 3))));
    const forked = network([3], (x) => {
      const h = dense(x, 3);
      return add(relu(batchNorm(h)), h);
    });
    const count = (net: Network): number =>
      decodeModel(exportNetwork(net, initialWeights(net, 1))).graph?.node.filter(
        ({ opType }) => opType === "BatchNormalization",
      ).length ?? -1;
    expect(count(chain)).toBe(0);
    expect(count(forked)).toBe(1);
  });

  test("missing weights are refused", () => {
    expect(() => exportNetwork(plain, new Map())).toThrow("are missing");
  });
});

function softmaxRows(logits: Float32Array): number[] {
  const rows: number[] = [];
  for (let at = 0; at < logits.length; at += LABELS) {
    const powers = Array.from(logits.subarray(at, at + LABELS), Math.exp);
    const sum = powers.reduce((a, b) => a + b);
    rows.push(...powers.map((power) => power / sum));
  }
  return rows;
}
