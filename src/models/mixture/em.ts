/** Mixtures of Gaussians by expectation maximisation (Dempster, Laird & Rubin 1977, J. Royal Statistical Society B 39: 1-38). */
import type { Matrix } from "../../base/matrix.ts";
import type { Covariance, Gaussian } from "./covariance.ts";
import type { HeldRows } from "./held-rows.ts";
import { membersOf } from "./members.ts";

export interface Component extends Gaussian {
  /** Share of the rows. */
  readonly weight: number;
}

export interface Mixture {
  readonly components: readonly Component[];
  /** Mean log-likelihood of a row by the components before the last step. */
  readonly likelihood: number;
  readonly converged: boolean;
}

export interface MixtureOptions {
  /** Added to every variance. */
  readonly floor: number;
  /** The fit ends when the mean log-likelihood grows by less. */
  readonly tolerance: number;
  readonly iterations: number;
  readonly signal?: AbortSignal;
}

/** What a component without rows counts as: no division by 0. */
const LEAST_ROWS = 10 * Number.EPSILON;

/**
 * @param shares - [row, component]: how much of every row belongs to a component at the start
 * @see scikit-learn GaussianMixture (1.9)
 */
export function fitMixture(
  rows: HeldRows,
  shares: Matrix<Float64Array>,
  covariance: Covariance,
  { floor, tolerance, iterations, signal }: MixtureOptions,
): Mixture {
  let components = maximise(rows, shares, covariance, floor);
  let likelihood = Number.NEGATIVE_INFINITY;
  for (let iteration = 0; iteration < iterations; iteration++) {
    signal?.throwIfAborted();
    const before = likelihood;
    const expected = expect(rows, components, covariance);
    likelihood = expected.likelihood;
    components = maximise(rows, expected.shares, covariance, floor);
    if (Math.abs(likelihood - before) < tolerance) return { components, likelihood, converged: true };
  }
  return { components, likelihood, converged: false };
}

function maximise(
  rows: HeldRows,
  shares: Matrix<Float64Array>,
  covariance: Covariance,
  floor: number,
): Component[] {
  const parts = Array.from({ length: shares.cols }, (_, k) => {
    const members = membersOf(shares, k);
    return { ...members, total: members.total + LEAST_ROWS };
  });
  const all = parts.reduce((sum, { total }) => sum + total, 0);
  return parts.map((members) => ({
    weight: members.total / all,
    ...covariance.estimate(rows, members, floor),
  }));
}

function expect(
  rows: HeldRows,
  components: readonly Component[],
  covariance: Covariance,
): { shares: Matrix<Float64Array>; likelihood: number } {
  const count = components.length;
  const data = new Float64Array(rows.rows * count);
  for (const [k, { mean, scale, logDeterminant, weight }] of components.entries()) {
    const distances = covariance.distances(rows, mean, scale);
    const own = Math.log(weight) + logDeterminant - (rows.cols / 2) * Math.log(2 * Math.PI);
    for (let row = 0; row < rows.rows; row++) data[row * count + k] = own - distances[row] / 2;
  }
  let likelihood = 0;
  for (let row = 0; row < rows.rows; row++) {
    const [from, to] = [row * count, (row + 1) * count];
    let most = Number.NEGATIVE_INFINITY;
    for (let at = from; at < to; at++) most = Math.max(most, data[at]);
    let sum = 0;
    for (let at = from; at < to; at++) {
      data[at] = Math.exp(data[at] - most);
      sum += data[at];
    }
    for (let at = from; at < to; at++) data[at] /= sum;
    likelihood += (most + Math.log(sum)) / rows.rows;
  }
  return { shares: { rows: rows.rows, cols: count, data }, likelihood };
}
