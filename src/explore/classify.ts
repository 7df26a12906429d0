/** What labels can be told from the places of a map: nearest neighbours and a support-vector machine over folds. */
import type { Matrix } from "../base/matrix.ts";
import { createDataset, type Dataset, selectRows } from "../dataset/dataset.ts";
import { createSession, floatsOf, floatTensor } from "../engine/onnx/session.ts";
import { meanRecall } from "../metrics/confusion.ts";
import { svm } from "../models/svm.ts";

/** Sides of a fold, as places in the list of points. */
export interface PointFold {
  readonly train: readonly number[];
  readonly test: readonly number[];
}

/** Mean recalls (UAR), from 0 to 1. */
export interface Classified {
  /** Of the 10 nearest training points, the label that most have. */
  readonly nearest: number;
  /** SVM with an RBF kernel, C 1, gamma by scale. */
  readonly svm: number;
  /** The same machine on the points that it was trained on: what looking at training data would make one believe. */
  readonly svmOnTraining: number;
}

export const NEAREST = 10;

/**
 * @param y - [point], label index; every fold's points have one
 * @param folds - test sides share no point
 */
export async function classify(
  points: Matrix,
  squared: Float64Array,
  y: Int32Array,
  labels: readonly string[],
  folds: readonly PointFold[],
  threads: number | undefined,
): Promise<Classified> {
  const dataset = datasetOf(points, y, labels);
  const truth: number[] = [];
  const byNearest: number[] = [];
  const bySvm: number[] = [];
  const onTraining = { truth: [] as number[], predicted: [] as number[] };
  for (const { train, test } of folds) {
    for (const point of test) truth.push(y[point]);
    byNearest.push(...test.map((point) => vote(squared, point, train, y, labels.length)));
    const side = selectRows(dataset, train);
    const { onnx } = await svm.fit(
      side,
      svm.params.parse({ kernel: "rbf" }),
      threads === undefined ? { seed: 0 } : { seed: 0, threads },
    );
    bySvm.push(...(await predict(onnx, selectRows(dataset, test), threads)));
    onTraining.predicted.push(...(await predict(onnx, side, threads)));
    onTraining.truth.push(...side.y);
  }
  const score = (of: readonly number[], predicted: readonly number[]): number =>
    meanRecall(Int32Array.from(of), Int32Array.from(predicted), labels.length);
  return {
    nearest: score(truth, byNearest),
    svm: score(truth, bySvm),
    svmOnTraining: score(onTraining.truth, onTraining.predicted),
  };
}

function datasetOf(points: Matrix, y: Int32Array, labels: readonly string[]): Dataset {
  return createDataset({
    clipIds: Array.from(y, (_, point) => String(point)),
    shape: [points.cols],
    x: Float32Array.from(points.data),
    labels,
    y: Int32Array.from(y),
  });
}

/** The label that most of the nearest have; of several the one whose first is nearer. */
function vote(
  squared: Float64Array,
  point: number,
  train: readonly number[],
  y: Int32Array,
  labels: number,
): number {
  const own = squared.subarray(point * y.length, (point + 1) * y.length);
  const nearest = train.toSorted((a, b) => own[a] - own[b]).slice(0, NEAREST);
  const votes = new Int32Array(labels);
  for (const other of nearest) votes[y[other]]++;
  const most = Math.max(...votes);
  return y[nearest.find((other) => votes[y[other]] === most) ?? nearest[0]];
}

async function predict(
  onnx: Uint8Array,
  { x, clipIds, labels, shape }: Dataset,
  threads: number | undefined,
): Promise<number[]> {
  const session = await createSession(onnx, threads === undefined ? {} : { threads });
  try {
    const results = await session.run({ features: floatTensor(x, [clipIds.length, ...shape]) });
    const probabilities = floatsOf(results, "probabilities");
    return clipIds.map((_, row) => {
      const own = probabilities.subarray(row * labels.length, (row + 1) * labels.length);
      return own.indexOf(Math.max(...own));
    });
  } finally {
    await session.release();
  }
}
