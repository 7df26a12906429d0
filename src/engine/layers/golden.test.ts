import { describe, expect, test } from "vitest";
import { assertClose } from "../../../test/assert-close.ts";
import { compileValues } from "../../../test/evaluate.ts";
import golden from "../../../test/golden/layers.json" with { type: "json" };
import { hashedFrames } from "../../../test/golden-networks.ts";
import { hashed } from "../../../test/hashed.ts";
import { runOnnx } from "../../../test/run-model.ts";
import { exportNetwork } from "../export.ts";
import { gradients } from "../gradient.ts";
import { Graph, sizeOf, type Value } from "../graph.ts";
import { type Network, network, trace } from "../network.ts";
import { gelu, mul, scale } from "../ops/elementwise.ts";
import { pairLoss, softmax } from "../ops/loss.ts";
import { averagePool, maxPool } from "../ops/pool.ts";
import { reduceSum } from "../ops/reduce.ts";
import { reshape } from "../ops/shape.ts";
import {
  attentionPool,
  batchNorm,
  conv1d,
  conv2d,
  dense,
  flatten,
  gaborConv1d,
  gaborConv2d,
  gru,
  layerNorm,
  rbf,
  rbfConv1d,
  rbfConv2d,
  selfAttention,
  squeezeExcite,
  statisticsPool,
} from "./index.ts";

const name = "layer";

/** The layers of tools/golden/layers.py. */
const layers: Readonly<Record<string, (x: Value) => Value>> = {
  "dense of series": (x) => dense(x, 4, { name }),
  "conv1d, strided, dilated, in groups": (x) =>
    conv1d(x, { name, channels: 6, kernel: 3, stride: 2, padding: 3, dilation: 2, groups: 2 }),
  "conv1d, same, even kernel": (x) => conv1d(x, { name, channels: 2, kernel: 4, padding: "same" }),
  "conv1d, causal": (x) => conv1d(x, { name, channels: 2, kernel: 3, dilation: 2, padding: "causal" }),
  "conv1d, a kernel per channel": (x) => conv1d(x, { name, channels: 9, kernel: 3, padding: 1, groups: 9 }),
  "conv2d, strided, in groups": (x) =>
    conv2d(x, { name, channels: 6, kernel: [3, 2], stride: [1, 2], padding: [1, 0], groups: 2 }),
  "conv2d, many channels in groups": (x) =>
    conv2d(x, { name, channels: 4, kernel: [3, 3], padding: [1, 1], groups: 2 }),
  "batch norm, virtual batches": (x) => batchNorm(x, { name, ghostRows: 3 }),
  "batch norm, virtual batches, masked rows": (x) => batchNorm(x, { name, ghostRows: 3 }),
  "layer norm": (x) => layerNorm(x, { name }),
  "squeeze and excite": (x) => squeezeExcite(x, { name }),
  "self-attention, one head": (x) => selfAttention(x, { name }),
  "self-attention, four heads": (x) => selfAttention(x, { name, heads: 4 }),
  "self-attention, real frames only": (x) => selfAttention(x, { name, heads: 2, realOnly: true }),
  "statistics pool": (x) => statisticsPool(x, { name }),
  "attention pool, one head": (x) => attentionPool(x, { name }),
  "attention pool, two heads": (x) => attentionPool(x, { name, heads: 2 }),
  gru: (x) => gru(x, { name, units: 4 }),
  "gru, both directions": (x) => gru(x, { name, units: 4, bidirectional: true }),
  gelu: (x) => gelu(scale(x, 2)),
  "max pool, series": (x) => maxPool(x, [3], { stride: [2], padding: [1] }),
  "max pool, images": (x) => maxPool(x, [2, 3]),
  "average pool, series": (x) => averagePool(x, [3], { stride: [2], padding: [1] }),
  "average pool, images": (x) => averagePool(x, [2, 3]),
  "gabor kernels, series": (x) => gaborConv1d(x, { name, channels: 3, kernel: 5, stride: 2, padding: 2 }),
  "gabor kernels, images": (x) => gaborConv2d(x, { name, channels: 3, kernel: [3, 4] }),
  "rbf kernels, series": (x) => rbfConv1d(x, { name, channels: 3, kernel: 4 }),
  "rbf kernels, images": (x) => rbfConv2d(x, { name, channels: 3, kernel: [3, 4] }),
  rbf: (x) => rbf(x, 4, { name }),
};

const losses: Readonly<Record<string, (x: Value) => Value>> = {
  "contrastive loss of pairs": (x) => {
    const targets = [1, 0, 0, 1].flatMap((same) => [same / 4, (1 - same) / 4]);
    return reshape(pairLoss(2.5)(x, x.graph.constant([8, 1], Float32Array.from(targets))), [1]);
  },
};

type Case = (typeof golden.cases)[number];

/** Parameters as tools/golden/layers.py sets them: salted by their order, after the layer's name. */
function hashedParameters(graph: Graph): Record<string, Float32Array<ArrayBuffer>> {
  const byName = graph.parameters.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return Object.fromEntries(
    byName.map(({ name, shape }, salt) => [
      name,
      Float32Array.from(hashed(salt, sizeOf(shape)), (u) => 0.5 * u),
    ]),
  );
}

const inputOf = ({ shape }: Case): Float32Array<ArrayBuffer> =>
  Float32Array.from(hashed(1000, sizeOf(shape)), (u) => 1.5 * u);

/** How many frames of series [row, frame, channel] are real. */
const framesOf = ({ shape: [rows, frames] }: Case): Int32Array => hashedFrames([0, frames], rows);

describe("as in PyTorch", () => {
  test("there is a layer for each case", () => {
    const names = golden.cases.map(({ name }) => name);
    expect(names.toSorted()).toEqual([...Object.keys(layers), ...Object.keys(losses)].toSorted());
  });

  for (const one of golden.cases) {
    test(one.name, async () => {
      const { shape, kept } = one;
      const graph = new Graph(shape[0], true);
      const x = graph.leaf("x", shape);
      const y = { ...layers, ...losses }[one.name](x);
      const each = one.output.length / kept;
      // Rows that are masked out have a gradient of 0 by the output.
      const probe = new Float32Array(sizeOf(y.shape));
      probe.set(hashed(2000, one.output.length));
      const axes = y.shape.map((_, axis) => axis);
      const loss = reduceSum(mul(y, graph.constant(y.shape, probe)), axes);
      const parameters = graph.parameters.flatMap(({ tiles }) => tiles.map(({ value }) => value));
      const wanted = [x, ...parameters];
      const byWanted = gradients(loss, wanted).map((value) => value ?? graph.scalar(Number.NaN));
      const next = graph.statistics.map((statistic) => statistic.next);
      const feeds = {
        ...hashedParameters(graph),
        x: inputOf(one),
        rowMask: new Float32Array(shape[0]).fill(1, 0, kept),
        frames: Float32Array.from(framesOf(one)),
        "layer.runningMean": new Float32Array(shape[1]),
        "layer.runningVariance": new Float32Array(shape[1]).fill(1),
      };
      const [output, ...rest] = await (await compileValues([y, ...byWanted, ...next]))(feeds);
      assertClose(output.subarray(0, kept * each), one.output, { relative: 2e-6 }, "output");
      const expected = new Map(Object.entries<number[] | undefined>(one.gradients));
      expect(expected.size).toBe(wanted.length);
      for (const [i, value] of wanted.entries()) {
        const part = value.leaf?.replace(/^layer\.?/, "") ?? "";
        const given = rest[i].subarray(0, expected.get(part)?.length);
        assertClose(given, expected.get(part) ?? [], { relative: 1e-5 }, `gradient by ${part}`);
      }
      const statistics = new Map(Object.entries<number[] | undefined>(one.statistics));
      expect(statistics.size).toBe(next.length);
      for (const [i, statistic] of graph.statistics.entries()) {
        const part = statistic.name.replace("layer.", "");
        assertClose(rest[wanted.length + i], statistics.get(part) ?? [], { relative: 2e-6 }, part);
      }
    });
  }
});

describe("exported", () => {
  for (const [kind, layer] of Object.entries(layers)) {
    test(`${kind}: equals the graph in inference, at any batch length`, async () => {
      const one = golden.cases.find((any) => any.name === kind);
      if (one === undefined) throw new Error("no case");
      const [rows, ...row] = one.shape;
      const whole: Network = network(row, (x) => flatten(layer(x)));
      const { graph, logits } = trace(whole, rows, false);
      const weights = {
        ...hashedParameters(graph),
        ...Object.fromEntries(
          graph.statistics.map(({ name, shape }, i) => [
            name,
            Float32Array.from(hashed(50 + i, sizeOf(shape)), (u) => 1.5 + u),
          ]),
        ),
      };
      const features = inputOf(one);
      const evaluate = await compileValues([softmax(logits)]);
      const frames = framesOf(one);
      const [expected] = await evaluate({ ...weights, features, frames: Float32Array.from(frames) });
      const onnx = exportNetwork(whole, new Map(Object.entries(weights)));
      const all = await runOnnx(onnx, "features", "probabilities", features, one.shape, frames);
      assertClose(all, expected, { absolute: 1e-6 });
      const alone = features.slice(0, sizeOf(row));
      const first = await runOnnx(
        onnx,
        "features",
        "probabilities",
        alone,
        [1, ...row],
        frames.subarray(0, 1),
      );
      assertClose(first, expected.subarray(0, first.length), { absolute: 1e-6 });
    });
  }
});
