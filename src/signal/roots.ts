/** Roots of a real polynomial, all at once (Aberth 1973, Math. Comp. 27: 339-344). */

export interface Roots {
  /** [root]. */
  readonly re: Float64Array;
  readonly im: Float64Array;
}

const MAX_STEPS = 100;
const ENOUGH = 1e-14;

/**
 * A function that gives the roots of z^n + a[1] z^(n-1) + … + a[n]; the result is overwritten by the next call.
 *
 * @param order - n
 */
export function createRootFinder(order: number): (a: Float64Array) => Roots {
  const re = new Float64Array(order);
  const im = new Float64Array(order);
  return (a) => {
    for (let i = 0; i < order; i++) {
      const angle = (2 * Math.PI * (i + 0.25)) / order; // off the real axis
      re[i] = 0.9 * Math.cos(angle);
      im[i] = 0.9 * Math.sin(angle);
    }
    for (let step = 0; step < MAX_STEPS; step++) {
      let most = 0;
      for (let i = 0; i < order; i++) most = Math.max(most, improve(a, re, im, i));
      if (most < ENOUGH) break;
    }
    return { re, im };
  };
}

/** Moves one root; how far. */
function improve(a: Float64Array, re: Float64Array, im: Float64Array, i: number): number {
  const [x, y] = [re[i], im[i]];
  // p and its derivative by Horner's rule
  let [pRe, pIm, dRe, dIm] = [1, 0, 0, 0];
  for (let k = 0; k < re.length; k++) {
    const d = dRe * x - dIm * y + pRe;
    dIm = dRe * y + dIm * x + pIm;
    dRe = d;
    const p = pRe * x - pIm * y + a[k];
    pIm = pRe * y + pIm * x;
    pRe = p;
  }
  if (pRe === 0 && pIm === 0) return 0;
  // Newton's step w = p / p', then w / (1 - w Σ 1 / (z - other))
  const dd = dRe * dRe + dIm * dIm;
  if (dd === 0) return 0;
  const wRe = (pRe * dRe + pIm * dIm) / dd;
  const wIm = (pIm * dRe - pRe * dIm) / dd;
  let [sRe, sIm] = [0, 0];
  for (let j = 0; j < re.length; j++) {
    if (j === i) continue;
    const [u, v] = [x - re[j], y - im[j]];
    const square = u * u + v * v;
    if (square === 0) continue;
    sRe += u / square;
    sIm -= v / square;
  }
  const nRe = 1 - (wRe * sRe - wIm * sIm);
  const nIm = -(wRe * sIm + wIm * sRe);
  const nn = nRe * nRe + nIm * nIm;
  const stepRe = nn === 0 ? wRe : (wRe * nRe + wIm * nIm) / nn;
  const stepIm = nn === 0 ? wIm : (wIm * nRe - wRe * nIm) / nn;
  re[i] = x - stepRe;
  im[i] = y - stepIm;
  return Math.abs(stepRe) + Math.abs(stepIm);
}
