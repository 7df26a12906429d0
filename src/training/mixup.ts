/** Mixup (Zhang, Cisse, Dauphin & Lopez-Paz 2018): how much of each row is another row of the batch. */
import type { Random } from "../base/random.ts";

/**
 * A draw from Beta(alpha, alpha): in [0, 1], 1/2 on average; the smaller alpha, the nearer to 0 or 1.
 *
 * @param alpha - above 0
 */
export function drawShare(alpha: number, random: Random): number {
  // As logarithms: for a small alpha both Gamma draws may be too small for a number.
  const difference = logGammaDraw(alpha, random) - logGammaDraw(alpha, random);
  return 1 / (1 + Math.exp(-difference));
}

/** Logarithm of a draw from Gamma(shape, 1): Marsaglia & Tsang 2000, with their boost for shapes below 1. */
function logGammaDraw(shape: number, random: Random): number {
  if (shape < 1) return logGammaDraw(shape + 1, random) + Math.log(1 - random.uniform()) / shape;
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const normal = random.normal();
    const root = 1 + c * normal;
    if (root <= 0) continue;
    const v = root ** 3;
    if (Math.log(1 - random.uniform()) < normal ** 2 / 2 + d - d * v + d * Math.log(v))
      return Math.log(d * v);
  }
}
