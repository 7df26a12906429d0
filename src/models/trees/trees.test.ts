/** Trees split by split, and what they become as a graph. */
import { describe, expect, test } from "vitest";
import { assertClose } from "../../../test/assert-close.ts";
import golden from "../../../test/golden/trees.json" with { type: "json" };
import { hashedTrees } from "../../../test/hashed-trees.ts";
import { runOnnx } from "../../../test/run-model.ts";
import { createRandom } from "../../base/random.ts";
import { OnnxBuilder } from "../../engine/onnx/builder.ts";
import { bestSplits } from "./best-splits.ts";
import { sortColumns } from "./columns.ts";
import { DrawnFeatures, featuresPerNode } from "./drawn-features.ts";
import { addTrees } from "./graph.ts";
import { balancedWeights } from "./labelled-rows.ts";
import { between, growTree, type Tree } from "./tree.ts";

const LABELS = 5;
const { train } = hashedTrees();
const [rows, cols] = [train.y.length, train.shape[0]];

test("the data are those of the golden values", () => {
  assertClose(train.x.subarray(0, cols), golden.firstRow, { absolute: 1e-8 });
  expect([...train.y, ...hashedTrees().test.y]).toEqual(golden.y);
});

/** What the trees' leaves say of rows, [row, tree, value]. */
async function said(trees: readonly Tree[], width: number, x: Float32Array): Promise<Float32Array> {
  const onnx = new OnnxBuilder("trees");
  const leaves = addTrees(onnx, onnx.input("features", ["n", cols]), trees, width);
  onnx.node("Identity", [leaves], {}, "said");
  onnx.output("said", ["n", trees.length, width]);
  return runOnnx(onnx.toBytes(), "features", "said", x, [x.length / cols, cols]);
}

describe.each(golden.exact)("with $params", ({ params, feature, threshold, left, right, shares }) => {
  const data = hashedTrees(params.coarse);
  const x = { rows, cols, data: data.train.x };
  const weights = params.balanced ? balancedWeights(train.y, LABELS) : new Float64Array(rows).fill(1);
  const all = Int32Array.from({ length: rows }, (_, row) => row);
  const drawn = new DrawnFeatures(cols, cols, createRandom(4));
  const labelled = { y: train.y, labels: LABELS, weights };
  const tree = growTree(
    bestSplits(sortColumns(x), labelled, all, drawn, params.minLeaf),
    LABELS,
    params.maxDepth,
  );

  test("every split is scikit-learn's", () => {
    expect([...tree.feature]).toEqual(feature);
    assertClose(tree.threshold, threshold, { absolute: 1e-7 }, "thresholds");
    const isLeaf = feature.map((one) => one < 0);
    expect([...tree.left].map((node, i) => (isLeaf[i] ? -1 : node))).toEqual(left);
    expect([...tree.right].map((node, i) => (isLeaf[i] ? -1 : node))).toEqual(right);
  });

  test("its graph gives scikit-learn's shares", async () => {
    assertClose(await said([tree], LABELS, data.test.x), shares, { absolute: 1e-6 });
  });
});

test("trees of any depth step down together, a root that is a leaf among them", async () => {
  const leaf = (value: number): Tree => ({
    feature: Int32Array.of(-1),
    threshold: Float32Array.of(0),
    left: Int32Array.of(0),
    right: Int32Array.of(0),
    values: Float32Array.of(value),
    depth: 0,
  });
  const stump: Tree = {
    feature: Int32Array.of(2, -1, -1),
    threshold: Float32Array.of(0.5, 0, 0),
    left: Int32Array.of(1, 1, 2),
    right: Int32Array.of(2, 1, 2),
    values: Float32Array.of(0, 20, 30),
    depth: 1,
  };
  const deep: Tree = {
    feature: Int32Array.of(0, -1, 1, -1, -1),
    threshold: Float32Array.of(0, 0, 1, 0, 0),
    left: Int32Array.of(1, 1, 3, 3, 4),
    right: Int32Array.of(2, 1, 4, 3, 4),
    values: Float32Array.of(0, 40, 0, 50, 60),
    depth: 2,
  };
  const x = new Float32Array(3 * cols);
  x.set([0, 0, 0.5], 0);
  x.set([1, 1, 0.6], cols);
  x.set([1, 1.5, 0], 2 * cols);
  const answers = [10, 20, 40, 10, 30, 50, 10, 20, 60];
  expect([...(await said([leaf(10), stump, deep], 1, x))]).toEqual(answers);
  expect([...(await said([leaf(10)], 1, x))]).toEqual([10, 10, 10]);
});

test("columns are sorted as numbers, whatever their sign; ties are told of", () => {
  const values = [3, -1, 0, -0, 1e-40, -1e30, 7, -1e-40, 2.5, -7];
  const data = Float32Array.from(values.flatMap((value, row) => [value, row % 4]));
  const { places, hasTies } = sortColumns({ rows: values.length, cols: 2, data });
  const order: number[] = [];
  values.forEach((_, row) => {
    order[places[row]] = Math.fround(values[row]);
  });
  expect(order.map((value) => value + 0)).toEqual(
    values.map((value) => Math.fround(value) + 0).toSorted((a, b) => a - b),
  );
  expect([...hasTies]).toEqual([1, 1]);
  expect([...sortColumns({ rows: 3, cols: 1, data: Float32Array.of(2, 1, 3) }).hasTies]).toEqual([0]);
});

test("a threshold lies between two numbers, or on the lower where nothing lies between", () => {
  expect(between(1, 2)).toBe(1.5);
  const next = 1 + 2 ** -23;
  expect(between(next, 1 + 2 ** -22)).toBe(next);
  expect(between(1, next)).toBe(1);
  expect(between(-3e38, 3e38)).toBe(0);
  expect(between(3.3e38, 3.4e38)).toBeLessThan(3.4e38);
});

test("columns of a node are drawn without repetition, and on until one is not constant", () => {
  const drawn = new DrawnFeatures(20, 5, createRandom(1));
  const seen = new Set<number>();
  for (let node = 0; node < 40; node++) {
    const own: number[] = [];
    drawn.begin();
    for (let feature = drawn.next(); feature >= 0; feature = drawn.next()) {
      own.push(feature);
      if (own.length === 9) drawn.found();
    }
    expect(new Set(own).size).toBe(9);
    for (const feature of own) seen.add(feature);
  }
  expect(seen.size).toBe(20);
  expect([featuresPerNode("sqrt", 1342), featuresPerNode("log2", 1342), featuresPerNode("all", 7)]).toEqual([
    36, 10, 7,
  ]);
  expect([featuresPerNode(50, 12), featuresPerNode("log2", 1)]).toEqual([12, 1]);
});
