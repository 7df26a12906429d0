/** Platt scaling: a decision value becomes a probability through a fitted sigmoid. */

/** P(sign = 1 | f) = 1 / (1 + exp(slope f + offset)). */
export interface Sigmoid {
  readonly slope: number;
  readonly offset: number;
}

const MAX_ITERATIONS = 100;
const MIN_STEP = 1e-10;
const RIDGE = 1e-12;
const GRADIENT_TOLERANCE = 1e-5;

/**
 * The sigmoid of greatest likelihood under Platt's smoothed targets, by Newton's method with backtracking
 * (Lin, Lin & Weng 2007, Machine Learning 68: 267-276, appendix; the constants of LIBSVM).
 *
 * @param decisions - [row], decision values of rows that the classifier was not trained on
 * @param signs - [row], 1 or -1
 */
export function fitSigmoid(decisions: Float64Array, signs: Int8Array): Sigmoid {
  const positives = signs.reduce((count, sign) => count + (sign > 0 ? 1 : 0), 0);
  const negatives = signs.length - positives;
  const high = (positives + 1) / (positives + 2);
  const low = 1 / (negatives + 2);
  const targets = Float64Array.from(signs, (sign) => (sign > 0 ? high : low));

  let slope = 0;
  let offset = Math.log((negatives + 1) / (positives + 1));
  let loss = crossEntropy(decisions, targets, slope, offset);
  for (let iteration = 0; iteration < MAX_ITERATIONS; iteration++) {
    let h11 = RIDGE;
    let h22 = RIDGE;
    let h21 = 0;
    let g1 = 0;
    let g2 = 0;
    for (let i = 0; i < decisions.length; i++) {
      const f = decisions[i];
      const p = logistic(-(slope * f + offset));
      const d2 = p * (1 - p);
      const d1 = targets[i] - p;
      h11 += f * f * d2;
      h22 += d2;
      h21 += f * d2;
      g1 += f * d1;
      g2 += d1;
    }
    if (Math.abs(g1) < GRADIENT_TOLERANCE && Math.abs(g2) < GRADIENT_TOLERANCE) break;
    const determinant = h11 * h22 - h21 * h21;
    const slopeStep = -(h22 * g1 - h21 * g2) / determinant;
    const offsetStep = -(-h21 * g1 + h11 * g2) / determinant;
    const descent = g1 * slopeStep + g2 * offsetStep;
    let step = 1;
    while (step >= MIN_STEP) {
      const newSlope = slope + step * slopeStep;
      const newOffset = offset + step * offsetStep;
      const newLoss = crossEntropy(decisions, targets, newSlope, newOffset);
      if (newLoss < loss + 0.0001 * step * descent) {
        slope = newSlope;
        offset = newOffset;
        loss = newLoss;
        break;
      }
      step /= 2;
    }
    if (step < MIN_STEP) break;
  }
  return { slope, offset };
}

function crossEntropy(decisions: Float64Array, targets: Float64Array, slope: number, offset: number): number {
  let sum = 0;
  for (let i = 0; i < decisions.length; i++) {
    const z = slope * decisions[i] + offset;
    sum +=
      z >= 0 ? targets[i] * z + Math.log1p(Math.exp(-z)) : (targets[i] - 1) * z + Math.log1p(Math.exp(z));
  }
  return sum;
}

function logistic(z: number): number {
  return z >= 0 ? 1 / (1 + Math.exp(-z)) : Math.exp(z) / (1 + Math.exp(z));
}
