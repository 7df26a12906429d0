/** Training towards numbers: the squared error, or what is missing to concordance, over the rows of a batch. */
import { widthOf } from "../dataset/dataset.ts";
import type { NumberDataset } from "../dataset/numbers.ts";
import { add, div, mul, scale, shift, square, sub } from "../engine/ops/elementwise.ts";
import type { Loss } from "../engine/ops/loss.ts";
import { reduceSum } from "../engine/ops/reduce.ts";
import { slice } from "../engine/ops/shape.ts";
import type { Judge } from "./evaluator.ts";
import type { Task } from "./train-network.ts";

export const NUMBER_LOSSES = ["squared", "ccc"] as const;
export type NumberLoss = (typeof NUMBER_LOSSES)[number];

/** A row is near the truth if every number is within half a standard deviation of it. */
const NEAR = 0.5;

/** Of the variances of a batch: one of a single row has none. */
const LEAST_VARIANCE = 1e-6;

/**
 * Rows with numbers of mean 0 and variance 1. What an epoch tells as accuracy is the share of rows that are near the truth.
 *
 * @param standard - [row, dimension]
 */
export function numberTask(
  { x, shape, dimensions }: Pick<NumberDataset, "x" | "shape" | "dimensions">,
  standard: Float64Array,
  { loss, inputNoise }: { readonly loss: NumberLoss; readonly inputNoise: number },
): Task {
  const width = widthOf(shape);
  const count = dimensions.length;
  const errorsOf = (outputs: Float32Array, place: number, row: number): number[] =>
    dimensions.map((_, d) => outputs[place * count + d] - standard[row * count + d]);
  const isNear = (errors: readonly number[]): boolean => errors.every((error) => Math.abs(error) < NEAR);
  const judge: Judge = (outputs, rows) => {
    const errors = Array.from(rows, (row, place) => errorsOf(outputs, place, row));
    const squares = errors.flat().reduce((sum, error) => sum + error * error, 0);
    return {
      loss:
        loss === "squared"
          ? squares / (rows.length * count)
          : 1 - meanConcordance(outputs, rows, standard, count),
      accuracy: errors.filter(isNear).length / rows.length,
    };
  };
  return {
    judge,
    batchesOf: () => ({
      rowsEach: 1,
      columns: count + 1,
      loss: loss === "squared" ? squaredLoss : concordanceLoss,
      fill({ features, targets, rowMask }, rows, random) {
        targets.fill(0);
        for (const [i, row] of rows.entries()) {
          features.set(x.subarray(row * width, (row + 1) * width), i * width);
          for (let d = 0; d < count; d++) targets[i * (count + 1) + d] = standard[row * count + d];
          targets[i * (count + 1) + count] = 1 / rows.length;
        }
        if (inputNoise > 0) {
          for (let i = 0; i < rows.length * width; i++) features[i] += inputNoise * random.normal();
        }
        features.fill(0, rows.length * width);
        rowMask.fill(1, 0, rows.length).fill(0, rows.length);
        return { rows, partners: rows, share: 1 };
      },
      countRight: ({ rows }, outputs) =>
        [...rows].filter((row, place) => isNear(errorsOf(outputs, place, row))).length,
    }),
  };
}

/**
 * The mean squared error.
 *
 * @param outputs - [row, dimension]
 * @param targets - [row, dimension + 1]: the numbers, and the row's share of the mean, 0 for a row that takes no part
 */
export const squaredLoss: Loss = (outputs, targets) => {
  const { wanted, share, count } = partsOf(outputs.shape[1], targets);
  return scale(reduceSum(mul(square(sub(outputs, wanted)), share), [0, 1]), 1 / count);
};

/** 1 - the mean over dimensions of the concordance correlation (Lin 1989) within the batch; as `squaredLoss`. */
export const concordanceLoss: Loss = (outputs, targets) => {
  const { wanted, share, count } = partsOf(outputs.shape[1], targets);
  const meanOf = (value: typeof outputs) => reduceSum(mul(value, share), [0], true);
  const [outputMean, wantedMean] = [meanOf(outputs), meanOf(wanted)];
  const [outputRest, wantedRest] = [sub(outputs, outputMean), sub(wanted, wantedMean)];
  const spread = add(meanOf(square(outputRest)), meanOf(square(wantedRest)));
  const all = shift(add(spread, square(sub(outputMean, wantedMean))), LEAST_VARIANCE);
  const concordance = div(meanOf(mul(outputRest, wantedRest)), all);
  return shift(scale(reduceSum(concordance, [0, 1]), -2 / count), 1);
};

function partsOf(count: number, targets: Parameters<Loss>[1]) {
  return { wanted: slice(targets, 1, 0, count), share: slice(targets, 1, count, count + 1), count };
}

function meanConcordance(
  outputs: Float32Array,
  rows: Uint32Array,
  standard: Float64Array,
  count: number,
): number {
  let sum = 0;
  for (let d = 0; d < count; d++) {
    const pairs = Array.from(
      rows,
      (row, place) => [outputs[place * count + d], standard[row * count + d]] as const,
    );
    const [p, t] = [0, 1].map((side) => pairs.reduce((total, pair) => total + pair[side], 0) / pairs.length);
    const [spread, together] = pairs.reduce(
      ([s, c], [a, b]) => [s + (a - p) ** 2 + (b - t) ** 2, c + (a - p) * (b - t)],
      [0, 0],
    );
    const n = pairs.length;
    sum += (2 * together) / n / (spread / n + (p - t) ** 2 + LEAST_VARIANCE);
  }
  return sum / count;
}
