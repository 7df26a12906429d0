/** Maps as steps: training rows are laid out, and any other row is placed by those that lie next to it. */
import { ModelError } from "../../base/errors.ts";
import { type Dataset, widthOf } from "../../dataset/dataset.ts";
import { OnnxBuilder } from "../../engine/onnx/builder.ts";
import { addKernel } from "../../models/kernel/gram.ts";
import { addNearness } from "../../models/kernel/nearness.ts";
import { centre, columnMeans } from "../../models/kernel/training-rows.ts";
import { applyStep } from "../apply-step.ts";
import { pca } from "../pca.ts";
import type { FittedStep, StepContext } from "../step.ts";
import { squaredDistances } from "./points.ts";

/** Lays points out on a plane. */
export type Layout = (squared: Float64Array, start: Float64Array) => Promise<Float64Array>;

/**
 * The map of the training rows, and a graph that gives every row its place: the mean of the places of its nearest training rows,
 * weighted by 1 / distance. So a training row lies where the map has it, and no tested row has a part in the map.
 *
 * @param placedBy - nearest training rows that place a row
 * @param layOut - from squared distances of all pairs, and the first two principal components
 * @throws ModelError if there are too few rows, too many, or all are alike
 */
export async function fitMap(
  id: string,
  train: Dataset,
  placedBy: number,
  { seed, threads }: StepContext,
  layOut: Layout,
): Promise<FittedStep> {
  const rows = train.clipIds.length;
  const width = widthOf(train.shape);
  if (placedBy > rows) {
    throw new ModelError(
      `step ${id}: placedBy: expected at most ${rows}, the training rows; got ${placedBy}.`,
    );
  }
  const points = { rows, cols: width, data: train.x };
  const squared = squaredDistances(points);
  if (squared.every((distance) => distance === 0)) {
    throw new ModelError(`step ${id}: all ${rows} training rows are the same; expected some to differ.`);
  }
  const places = await layOut(
    squared,
    await startOf(train, { seed, ...(threads === undefined ? {} : { threads }) }),
  );

  const onnx = new OnnxBuilder(id);
  const features = onnx.input("features", ["n", ...train.shape]);
  const flat =
    train.shape.length === 1 ? features : onnx.node("Reshape", [features, onnx.integers([-1, width])]);
  const means = columnMeans(points);
  const centred = onnx.node("Sub", [flat, onnx.constant([width], means)]);
  const support = onnx.constant([rows, width], centre(points, means).data);
  const distances = addKernel(onnx, centred, support, { kind: "squared-distance" });
  const [, nearest] = onnx.nodeMany("TopK", [distances, onnx.integers([placedBy])], 2, {
    axis: { int: 1 },
    largest: { int: 0 },
  });
  const weights = addNearness(onnx, { features: centred, support, nearest }, "euclidean"); // [n, k, 1]
  const known = onnx.node("Gather", [onnx.constant([rows, 2], Float32Array.from(places)), nearest]); // [n, k, 2]
  const axis = onnx.integers([1]);
  const flatten = { keepdims: { int: 0 } };
  const sum = onnx.node("ReduceSum", [onnx.node("Mul", [known, weights]), axis], flatten);
  onnx.node("Div", [sum, onnx.node("ReduceSum", [weights, axis], flatten)], {}, "reduced");
  onnx.output("reduced", ["n", 2]);
  return { onnx: onnx.toBytes(), shape: [2] };
}

/** [row, 2]: the first two principal components; 0 where there is no second. */
async function startOf(train: Dataset, context: StepContext): Promise<Float64Array> {
  const rows = train.clipIds.length;
  const dimensions = Math.min(2, rows, widthOf(train.shape));
  const fitted = await pca.fit(train, { dimensions, whiten: false }, context);
  const { x } = await applyStep(fitted, train, context.threads);
  return Float64Array.from({ length: 2 * rows }, (_, i) =>
    i % 2 < dimensions ? x[(i >> 1) * dimensions + (i % 2)] : 0,
  );
}
