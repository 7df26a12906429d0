/** Solutions of covariance x weights = means, where the covariance is known by rows that may be fewer than its columns. */
import type { Matrix } from "../../base/matrix.ts";
import type { Multiplier } from "../algebra/multiplier.ts";
import { transposed } from "../algebra/products.ts";
import { symmetricEigenpairs } from "../algebra/symmetric-eigen.ts";
import { choleskySolveInPlace } from "../kernel/cholesky.ts";
import { choleskyByProducts } from "../kernel/cholesky-products.ts";

/** Of z-scores: directions with a smaller deviation do not count, as in scikit-learn. */
const LEAST_DEVIATION = 1e-4;
/** Of the mean variance: what a number that never varies within a label gets at least. */
const LEAST_SHARE = 1e-9;

/**
 * By the pseudo-inverse of the covariance of `within`, over directions in which rows vary.
 *
 * @param within - [row, column], of mean 0
 * @param means - [label, column]
 * @returns weights [label, column]
 */
export async function solvePseudo(
  within: Matrix<Float64Array>,
  means: Matrix<Float64Array>,
  { rowProducts, timesTransposed, transposedTimes }: Multiplier,
  signal?: AbortSignal,
): Promise<Float64Array<ArrayBuffer>> {
  const { rows, cols } = within;
  const deviations = new Float64Array(cols);
  for (let at = 0; at < within.data.length; at++) deviations[at % cols] += within.data[at] ** 2 / rows;
  for (let col = 0; col < cols; col++) deviations[col] = Math.sqrt(deviations[col]) || 1;
  const z = divided(within, deviations, Math.sqrt(rows));
  const targets = divided(means, deviations, 1);
  const isWide = cols > rows;
  const { values, vectors } = symmetricEigenpairs(await rowProducts(isWide ? z : transposed(z)), signal);
  const basis = { rows: values.length, cols: Math.min(rows, cols), data: vectors };
  // in the space of the vectors, [label, direction]: of rows, a variance stands for both of its sides
  const shares = await timesTransposed(isWide ? await timesTransposed(targets, z) : targets, basis);
  for (let at = 0; at < shares.data.length; at++) {
    const variance = values[at % values.length];
    shares.data[at] *= variance > LEAST_DEVIATION ** 2 ? (isWide ? variance ** -2 : 1 / variance) : 0;
  }
  const solved = await transposedTimes(transposed(shares), basis);
  const weights = isWide ? await transposedTimes(transposed(solved), z) : solved;
  return divided(weights, deviations, 1).data;
}

/**
 * Of the covariance scaledᵀ scaled + diagonal.
 *
 * @param scaled - [row, column]
 * @param diagonal - [column], not negative
 * @param means - [label, column]
 * @returns weights [label, column]
 */
export async function solveShrunk(
  scaled: Matrix<Float64Array>,
  diagonal: Float64Array,
  means: Matrix<Float64Array>,
  multiplier: Multiplier,
): Promise<Float64Array<ArrayBuffer>> {
  const { rowProducts, timesTransposed, transposedTimes } = multiplier;
  const { cols } = scaled;
  const total =
    scaled.data.reduce((sum, one) => sum + one * one, 0) + diagonal.reduce((sum, one) => sum + one, 0);
  const least = total > 0 ? (LEAST_SHARE * total) / cols : 1;
  const roots = diagonal.map((one) => Math.sqrt(Math.max(one, least)));
  const whitened = divided(scaled, roots, 1);
  const targets = divided(means, roots, 1);
  const isWide = cols > scaled.rows;
  // the identity plus products of columns; of rows where these are fewer (Woodbury)
  const system = await rowProducts(isWide ? whitened : transposed(whitened));
  for (let i = 0; i < system.rows; i++) system.data[i * (system.rows + 1)] += 1;
  await choleskyByProducts(system, multiplier);
  const right = transposed(isWide ? await timesTransposed(targets, whitened) : targets);
  choleskySolveInPlace(system, right);
  if (!isWide) return divided(transposed(right), roots, 1).data;
  const along = (await transposedTimes(right, whitened)).data;
  const left = { ...targets, data: targets.data.map((one, at) => one - along[at]) };
  return divided(left, roots, 1).data;
}

/** Every column by its own divisor, and all by another. */
function divided(
  { rows, cols, data }: Matrix<Float64Array>,
  divisors: Float64Array,
  all: number,
): Matrix<Float64Array<ArrayBuffer>> {
  const out = new Float64Array(data.length);
  for (let at = 0; at < data.length; at++) out[at] = data[at] / (divisors[at % cols] * all);
  return { rows, cols, data: out };
}
