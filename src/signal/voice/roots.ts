/** Roots of polynomials. */

export interface Roots {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

const MAX_ROUNDS = 60;
/** The last step is at most so long; the error that is left is of the order of its cube. */
const PRECISION = 1e-6;

/**
 * A function that gives the roots of z^order + c[0] z^(order - 1) + … + c[order - 1], all at once by Aberth's method (1973, Math.
 * Comp. 27: 339-344); overwritten by the next call.
 */
export function createRootFinder(order: number): (coefficients: Float64Array) => Roots {
  const re = new Float64Array(order);
  const im = new Float64Array(order);
  return (c) => {
    for (let i = 0; i < order; i++) {
      const angle = (2 * Math.PI * i) / order + 0.4; // off the real axis, so that pairs come apart
      re[i] = 0.9 * Math.cos(angle);
      im[i] = 0.9 * Math.sin(angle);
    }
    for (let round = 0; round < MAX_ROUNDS; round++) {
      let largest = 0;
      for (let i = 0; i < order; i++) {
        const x = re[i];
        const y = im[i];
        // Horner: the value p and the slope d at the root so far
        let pr = 1;
        let pi = 0;
        let dr = 0;
        let di = 0;
        for (let k = 0; k < order; k++) {
          const nextD = dr * x - di * y + pr;
          di = dr * y + di * x + pi;
          dr = nextD;
          const nextP = pr * x - pi * y + c[k];
          pi = pr * y + pi * x;
          pr = nextP;
        }
        // the other roots push it away: d - p Σ 1 / (z - others)
        let sr = 0;
        let si = 0;
        for (let k = 0; k < order; k++) {
          if (k === i) continue;
          const ex = x - re[k];
          const ey = y - im[k];
          const size = ex * ex + ey * ey || 1e-30;
          sr += ex / size;
          si -= ey / size;
        }
        const br = dr - (pr * sr - pi * si);
        const bi = di - (pr * si + pi * sr);
        const size = br * br + bi * bi || 1e-300;
        const stepR = (pr * br + pi * bi) / size;
        const stepI = (pi * br - pr * bi) / size;
        re[i] = x - stepR;
        im[i] = y - stepI;
        largest = Math.max(largest, Math.abs(stepR) + Math.abs(stepI));
      }
      if (largest < PRECISION) break;
    }
    return { re, im };
  };
}
