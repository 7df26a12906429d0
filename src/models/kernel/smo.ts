/**
 * Binary C-support-vector classification by sequential minimal optimisation with second-order working sets
 * (Fan, Chen & Lin 2005, JMLR 6: 1889-1918, algorithm 2; the stopping rule, clipping and threshold of LIBSVM),
 * without shrinking: with a precomputed kernel a gradient update is cheap.
 */

/** The decision function of a binary classifier: f(x) = sum of coefficients[i] K(x_i, x) - rho. */
export interface BinarySvm {
  /** y_i alpha_i, [row]; 0 where the row is no support vector. */
  readonly coefficients: Float64Array;
  readonly rho: number;
}

/** A tenth of LIBSVM's: where every alpha rests on a bound, its threshold is still off by several 1e-3. */
const STOPPING_TOLERANCE = 1e-4;
/** Curvature of a pair whose kernel rows are the same. */
const TINY_CURVATURE = 1e-12;

/** Iterations between two looks at whether to stop. */
const CHECKED = 4096;

/**
 * Minimises 1/2 alphaᵀ Q alpha - sum alpha with 0 <= alpha_i <= cost(y_i) and yᵀ alpha = 0, Q_ij = y_i y_j K_ij.
 *
 * @param kernel - [n, n], row-major, symmetric
 * @param signs - [n], 1 or -1; both occur
 * @param positiveCost - upper bound of alpha where the sign is 1
 * @param negativeCost - upper bound of alpha where the sign is -1
 * @throws the signal's reason when aborted
 */
export function trainBinarySvm(
  kernel: Float32Array,
  signs: Int8Array,
  positiveCost: number,
  negativeCost: number,
  signal?: AbortSignal,
): BinarySvm {
  const n = signs.length;
  const alpha = new Float64Array(n);
  const gradient = new Float64Array(n).fill(-1);
  const diagonal = Float64Array.from(signs, (_, i) => kernel[i * n + i]);
  const maxIterations = Math.max(10_000_000, 100 * n); // LIBSVM's bound
  for (let iteration = 0; iteration < maxIterations; iteration++) {
    if (iteration % CHECKED === 0) signal?.throwIfAborted();
    // i: the most violating row that may move up; j: the partner of the greatest decrease.
    let i = -1;
    let highest = Number.NEGATIVE_INFINITY;
    for (let t = 0; t < n; t++) {
      const up = signs[t] > 0 ? alpha[t] < positiveCost : alpha[t] > 0;
      const violation = -signs[t] * gradient[t];
      if (up && violation >= highest) {
        highest = violation;
        i = t;
      }
    }
    if (i < 0) break;
    let j = -1;
    let lowest = Number.POSITIVE_INFINITY;
    let bestDecrease = 0;
    const rowI = i * n;
    for (let t = 0; t < n; t++) {
      const down = signs[t] > 0 ? alpha[t] > 0 : alpha[t] < negativeCost;
      if (!down) continue;
      const violation = -signs[t] * gradient[t];
      if (violation < lowest) lowest = violation;
      const gap = highest - violation;
      if (gap <= 0) continue;
      const curvature = diagonal[i] + diagonal[t] - 2 * kernel[rowI + t];
      const decrease = (gap * gap) / (curvature > 0 ? curvature : TINY_CURVATURE);
      if (decrease >= bestDecrease) {
        bestDecrease = decrease;
        j = t;
      }
    }
    if (j < 0 || highest - lowest < STOPPING_TOLERANCE) break;

    const rowJ = j * n;
    const curvature = diagonal[i] + diagonal[j] - 2 * kernel[rowI + j];
    const gap = highest + signs[j] * gradient[j];
    // Along the feasible direction both y_i alpha_i rises and y_j alpha_j falls by the same step.
    let step = gap / (curvature > 0 ? curvature : TINY_CURVATURE);
    step = Math.min(step, signs[i] > 0 ? positiveCost - alpha[i] : alpha[i]);
    step = Math.min(step, signs[j] > 0 ? alpha[j] : negativeCost - alpha[j]);
    moveAlpha(alpha, i, signs[i] * step, signs[i] > 0 ? positiveCost : negativeCost);
    moveAlpha(alpha, j, -signs[j] * step, signs[j] > 0 ? positiveCost : negativeCost);
    for (let t = 0; t < n; t++) gradient[t] += signs[t] * step * (kernel[rowI + t] - kernel[rowJ + t]);
  }
  return {
    coefficients: alpha.map((value, t) => value * signs[t]),
    rho: threshold(alpha, gradient, signs, positiveCost, negativeCost),
  };
}

/** Moves one alpha and lets it rest exactly on a bound that it reaches but for rounding. */
function moveAlpha(alpha: Float64Array, index: number, change: number, cost: number): void {
  const moved = alpha[index] + change;
  const slack = cost * 1e-14;
  alpha[index] = moved <= slack ? 0 : moved >= cost - slack ? cost : moved;
}

/** rho: the mean of y_i gradient_i over free rows, or the middle of the interval that the bound rows allow. */
function threshold(
  alpha: Float64Array,
  gradient: Float64Array,
  signs: Int8Array,
  positiveCost: number,
  negativeCost: number,
): number {
  let sum = 0;
  let free = 0;
  let upper = Number.POSITIVE_INFINITY;
  let lower = Number.NEGATIVE_INFINITY;
  for (let t = 0; t < signs.length; t++) {
    const value = signs[t] * gradient[t];
    const atUpperBound = alpha[t] >= (signs[t] > 0 ? positiveCost : negativeCost);
    if (alpha[t] > 0 && !atUpperBound) {
      sum += value;
      free++;
    } else if (atUpperBound === signs[t] > 0) {
      lower = Math.max(lower, value);
    } else {
      upper = Math.min(upper, value);
    }
  }
  return free > 0 ? sum / free : (upper + lower) / 2;
}
