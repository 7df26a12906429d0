/** Nearest neighbours: the labels of the training rows that lie next to a row. */
import { z } from "zod";
import { ModelError } from "../base/errors.ts";
import type { Matrix } from "../base/matrix.ts";
import { type Dataset, widthOf } from "../dataset/dataset.ts";
import { OnnxBuilder } from "../engine/onnx/builder.ts";
import { addNearness } from "./kernel/nearness.ts";
import {
  addFeatures,
  addProbabilities,
  centre,
  columnMeans,
  type TrainingRows,
  trainingRowsOf,
} from "./kernel/training-rows.ts";
import { defineModel } from "./model.ts";

/** Of rows that are made 1 long: shorter ones stay what they are, 0. */
const LEAST_LENGTH = 1e-30;

/** The graph holds the training rows. Of rows that lie as near as each other, the earlier is taken. */
export const knn = defineModel({
  id: "knn",
  summary: "k nearest training rows, whose labels vote",
  source: "Cover & Hart 1967; scikit-learn KNeighborsClassifier 1.9 (brute); features must be z-scored",
  input: "vector",
  params: z.strictObject({
    k: z.int().min(1).max(1000).default(5).describe("neighbours that vote; at most the training rows"),
    weights: z
      .enum(["uniform", "distance"])
      .default("uniform")
      .describe(
        "of a vote: alike, or 1 / distance; rows that lie where a training row lies ask only such rows",
      ),
    metric: z
      .enum(["euclidean", "cosine"])
      .default("euclidean")
      .describe("distance between rows: euclidean |a - b|, cosine 1 - <a, b> / (|a| |b|)"),
  }),
  async fit(train, { k, weights, metric }, { signal }) {
    const training = trainingRowsOf("knn", train);
    signal?.throwIfAborted();
    if (k > training.x.rows) {
      throw new ModelError(`model knn: k: expected at most ${training.x.rows}, the training rows; got ${k}.`);
    }
    const onnx = new OnnxBuilder("knn");
    const { features, rows } = placed(onnx, train, training.x, metric);
    const support = onnx.constant([rows.rows, rows.cols], rows.data);
    const [, nearest] = onnx.nodeMany(
      "TopK",
      [addFarness(onnx, features, support, rows), onnx.integers([k])],
      2,
      {
        axis: { int: 1 },
        largest: { int: 0 },
      },
    );
    const votes = onnx.node("Gather", [addVotes(onnx, training), nearest]); // [n, k, present]
    const axis = onnx.integers([1]);
    const flat = { keepdims: { int: 0 } };
    let probabilities: string;
    if (weights === "uniform") probabilities = onnx.node("ReduceMean", [votes, axis], flat);
    else {
      const weight = addNearness(onnx, { features, support, nearest }, metric);
      const weighted = onnx.node("ReduceSum", [onnx.node("Mul", [votes, weight]), axis], flat);
      probabilities = onnx.node("Div", [weighted, onnx.node("ReduceSum", [weight, axis], flat)]);
    }
    addProbabilities(onnx, probabilities, training.present, train.labels.length);
    return { onnx: onnx.toBytes(), history: [] };
  },
});

/** Features and training rows where squared distances tell the nearest: about one centre, or all of length 1. */
function placed(
  onnx: OnnxBuilder,
  train: Dataset,
  x: Matrix,
  metric: "euclidean" | "cosine",
): { features: string; rows: Matrix } {
  const features = addFeatures(onnx, train.shape);
  if (metric === "euclidean") {
    const means = columnMeans(x);
    const centred = onnx.node("Sub", [features, onnx.constant([widthOf(train.shape)], means)]);
    return { features: centred, rows: centre(x, means) };
  }
  const squares = onnx.node("ReduceSumSquare", [features, onnx.integers([1])]);
  const length = onnx.node("Max", [onnx.node("Sqrt", [squares]), onnx.scalar(LEAST_LENGTH)]);
  return { features: onnx.node("Div", [features, length]), rows: ofLengthOne(x, train) };
}

/** @throws ModelError for a row without a direction */
function ofLengthOne({ rows, cols, data }: Matrix, { clipIds }: Dataset): Matrix {
  const scaled = new Float32Array(data.length);
  for (let row = 0; row < rows; row++) {
    const own = data.subarray(row * cols, (row + 1) * cols);
    const length = Math.sqrt(own.reduce((sum, value) => sum + value * value, 0));
    if (length < LEAST_LENGTH) {
      throw new ModelError(
        `model knn: all numbers of the training clip ${clipIds[row]} are 0; expected a direction for the metric cosine.`,
      );
    }
    for (let col = 0; col < cols; col++) scaled[row * cols + col] = own[col] / length;
  }
  return { rows, cols, data: scaled };
}

/** [n, row]: squared distances but for the square of the row that asks, |row|² - 2 <features, row>. */
function addFarness(
  onnx: OnnxBuilder,
  features: string,
  support: string,
  { rows, cols, data }: Matrix,
): string {
  const squares = new Float32Array(rows);
  for (let row = 0; row < rows; row++) {
    let sum = 0;
    for (let at = row * cols; at < (row + 1) * cols; at++) sum += data[at] * data[at];
    squares[row] = sum;
  }
  return onnx.node("Gemm", [features, support, onnx.constant([rows], squares)], {
    transB: { int: 1 },
    alpha: -2,
  });
}

/** [row, present]: 1 for a training row's own label. */
function addVotes(onnx: OnnxBuilder, { y, present }: TrainingRows): string {
  const votes = new Float32Array(y.length * present.length);
  y.forEach((label, row) => {
    votes[row * present.length + label] = 1;
  });
  return onnx.constant([y.length, present.length], votes);
}
