/** The standard normal distribution's quantiles: axes on which normal scores make a straight line. */

const CENTRE = {
  over: [
    -3.969683028665376e1, 2.209460984245205e2, -2.759285104469687e2, 1.38357751867269e2, -3.066479806614716e1,
    2.506628277459239,
  ],
  under: [
    -5.447609879822406e1, 1.615858368580409e2, -1.556989798598866e2, 6.680131188771972e1,
    -1.328068155288572e1, 1,
  ],
};
const TAIL = {
  over: [
    -7.784894002430293e-3, -3.223964580411365e-1, -2.400758277161838, -2.549732539343734, 4.374664141464968,
    2.938163982698783,
  ],
  under: [7.784695709041462e-3, 3.224671290700398e-1, 2.445134137142996, 3.754408661907416, 1],
};
/** Nearer to 0 or 1 than this is the tail. */
const TAIL_SHARE = 0.02425;

/**
 * Phi^-1(share), with a relative error below 1.2e-9.
 *
 * @param share - above 0 and below 1
 * @see Acklam 2003, An algorithm for computing the inverse normal cumulative distribution function; golden:
 *   test/golden/detection.json (scipy norm.ppf)
 */
export function probit(share: number): number {
  if (share > 1 - TAIL_SHARE) return -probit(1 - share);
  if (share < TAIL_SHARE) {
    const root = Math.sqrt(-2 * Math.log(share));
    return polynomial(TAIL.over, root) / polynomial(TAIL.under, root);
  }
  const distance = share - 0.5;
  const square = distance * distance;
  return (distance * polynomial(CENTRE.over, square)) / polynomial(CENTRE.under, square);
}

/** Highest power first. */
function polynomial(coefficients: readonly number[], at: number): number {
  return coefficients.reduce((sum, coefficient) => sum * at + coefficient, 0);
}
