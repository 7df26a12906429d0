/** How much each of several kernels counts: what a ridge regression predicts best with, of rows that it has not seen. */
import type { Matrix } from "../../base/matrix.ts";
import { minimise, type Objective } from "../linear/lbfgs.ts";
import { choleskySolveInPlace } from "./cholesky.ts";
import { ridgeInPlace } from "./ridge.ts";

/** The error is flat about its least: more steps move weights, not predictions. */
const STEPS = 30;
const TOLERANCE = 5e-4;
/** What the error is multiplied by: its slopes are small, and the first step is as long as they are. */
const STEEPNESS = 50;

export interface KernelChoice {
  /** [kernel], each [row, row]. */
  readonly grams: readonly Matrix[];
  /** [row, label]. */
  readonly targets: Matrix<Float64Array>;
  /** [row]. */
  readonly folds: Int32Array;
  readonly alpha: number;
  /** Of onnxruntime; 0 or undefined leaves the choice to it. */
  readonly threads: number | undefined;
  readonly signal?: AbortSignal;
}

/** Weights that add to 1 and make the squared error of held-out folds least, beginning with all alike. */
export async function chooseKernelWeights(choice: KernelChoice): Promise<Float64Array> {
  const start = new Float64Array(choice.grams.length);
  if (new Set(choice.folds).size < 2) return softmax(start);
  const { signal } = choice;
  const error = heldOutError(choice);
  const steep: Objective = async (at, gradient) => {
    const value = STEEPNESS * (await error(at, gradient));
    for (let g = 0; g < gradient.length; g++) gradient[g] *= STEEPNESS;
    return value;
  };
  const options = {
    tolerance: TOLERANCE,
    iterations: STEPS,
    ...(signal === undefined ? {} : { signal }),
  };
  return softmax((await minimise(steep, start, options)).x);
}

/** Σ weight x kernel, [row, row]. */
export function weightedSum(grams: readonly Matrix[], weights: Float64Array): Matrix<Float64Array> {
  const { rows, cols } = grams[0];
  const data = new Float64Array(rows * cols);
  for (const [g, { data: own }] of grams.entries())
    for (let i = 0; i < data.length; i++) data[i] += weights[g] * own[i];
  return { rows, cols, data };
}

/** The mean squared error as a function of the weights' logarithms, up to what they have in common. */
export function heldOutError({
  grams,
  targets,
  folds,
  alpha,
  threads,
}: KernelChoice): (at: Float64Array, gradient: Float64Array) => Promise<number> {
  const { rows, cols: labels } = targets;
  const count = Math.max(...folds) + 1;
  return async (at, gradient) => {
    const weights = softmax(at);
    const sum = weightedSum(grams, weights);
    const slopes = new Float64Array(grams.length);
    let error = 0;
    for (let fold = 0; fold < count; fold++) {
      const inside = places(folds, (one) => one !== fold);
      const outside = places(folds, (one) => one === fold);
      const system = select(sum, inside, inside);
      const fitted = select(
        targets,
        inside,
        Int32Array.from({ length: labels }, (_, label) => label),
      );
      await ridgeInPlace(system, fitted, alpha, threads);
      // what each kernel alone adds to the prediction of every row, [row, label]
      const added = grams.map((gram) => products(gram, inside, fitted));
      const residuals = {
        rows: outside.length,
        cols: labels,
        data: new Float64Array(outside.length * labels),
      };
      for (const [i, row] of outside.entries()) {
        for (let label = 0; label < labels; label++) {
          const at = row * labels + label;
          const predicted = added.reduce((all, one, g) => all + weights[g] * one[at], 0);
          residuals.data[i * labels + label] = predicted - targets.data[at];
          error += residuals.data[i * labels + label] ** 2;
        }
      }
      // how the error hangs on the fitted weights, through the system that gave them
      const back = transposedProducts(sum, outside, inside, residuals);
      choleskySolveInPlace(system, back);
      for (const [g, one] of added.entries()) {
        for (const [i, row] of outside.entries())
          for (let label = 0; label < labels; label++)
            slopes[g] += residuals.data[i * labels + label] * one[row * labels + label];
        for (const [i, row] of inside.entries())
          for (let label = 0; label < labels; label++)
            slopes[g] -= back.data[i * labels + label] * one[row * labels + label];
      }
    }
    const scale = 1 / (rows * labels);
    const mean = slopes.reduce((all, slope, g) => all + weights[g] * slope, 0);
    for (let g = 0; g < slopes.length; g++) gradient[g] = 2 * scale * weights[g] * (slopes[g] - mean);
    return scale * error;
  };
}

function softmax(values: Float64Array): Float64Array {
  const most = values.reduce((a, b) => Math.max(a, b));
  const powers = values.map((value) => Math.exp(value - most));
  const sum = powers.reduce((a, b) => a + b);
  return powers.map((power) => power / sum);
}

function places(folds: Int32Array, wanted: (fold: number) => boolean): Int32Array {
  return Int32Array.from([...folds.keys()].filter((row) => wanted(folds[row])));
}

function select(
  { cols, data }: Matrix<Float64Array>,
  rows: Int32Array,
  columns: Int32Array,
): Matrix<Float64Array> {
  const selected = new Float64Array(rows.length * columns.length);
  let at = 0;
  for (const row of rows) for (const col of columns) selected[at++] = data[row * cols + col];
  return { rows: rows.length, cols: columns.length, data: selected };
}

/** gram[all, inside] fitted, [row, label]. */
function products(gram: Matrix, inside: Int32Array, fitted: Matrix<Float64Array>): Float64Array {
  const { cols: labels, data } = fitted;
  const out = new Float64Array(gram.rows * labels);
  for (let row = 0; row < gram.rows; row++) {
    for (let i = 0; i < inside.length; i++) {
      const value = gram.data[row * gram.cols + inside[i]];
      for (let label = 0; label < labels; label++)
        out[row * labels + label] += value * data[i * labels + label];
    }
  }
  return out;
}

/** gram[outside, inside]ᵀ residuals, [inside, label]. */
function transposedProducts(
  gram: Matrix<Float64Array>,
  outside: Int32Array,
  inside: Int32Array,
  residuals: Matrix<Float64Array>,
): Matrix<Float64Array> {
  const { cols: labels, data } = residuals;
  const out = new Float64Array(inside.length * labels);
  for (const [o, row] of outside.entries()) {
    for (let i = 0; i < inside.length; i++) {
      const value = gram.data[row * gram.cols + inside[i]];
      for (let label = 0; label < labels; label++)
        out[i * labels + label] += value * data[o * labels + label];
    }
  }
  return { rows: inside.length, cols: labels, data: out };
}
