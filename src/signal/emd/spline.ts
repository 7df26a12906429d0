/** Interpolating cubic splines with not-a-knot ends (de Boor 1978, chapter IV), evaluated at whole positions. */
import type { Knots } from "./extrema.ts";

/**
 * Writes the second derivatives at the knots of the interpolating cubic spline to curvature[knot], by one
 * tridiagonal elimination. Not-a-knot: the third derivative has no jump at the second and at the last but one knot.
 *
 * @param knots - at least 4, at ascending positions
 * @param curvature - as long as the knots' arrays, like the scratch `ratio`
 * @see scipy.interpolate.splrep(s=0): the same curve
 */
export function fitSpline(knots: Knots, curvature: Float64Array, ratio: Float64Array): void {
  const { at, value, first, count } = knots;
  const last = first + count - 1;
  let before = at[first + 1] - at[first];
  let after = at[first + 2] - at[first + 1];
  let slope = (value[first + 2] - value[first + 1]) / after;
  let bend = 6 * (slope - (value[first + 1] - value[first]) / before);
  let scale = 1 / (before + 2 * after);
  ratio[first + 1] = (after - before) * scale;
  curvature[first + 1] = bend * (after / (before + after)) * scale;
  for (let i = first + 2; i < last; i++) {
    before = after;
    after = at[i + 1] - at[i];
    const next = (value[i + 1] - value[i]) / after;
    bend = 6 * (next - slope);
    slope = next;
    if (i === last - 1) break;
    scale = 1 / (2 * (before + after) - before * ratio[i - 1]);
    ratio[i] = after * scale;
    curvature[i] = (bend - before * curvature[i - 1]) * scale;
  }
  const outer = before - after;
  const end = last - 1;
  curvature[end] =
    (bend * (before / (before + after)) - outer * curvature[end - 1]) /
    (2 * before + after - outer * ratio[end - 1]);
  for (let i = end - 1; i > first; i--) curvature[i] -= ratio[i] * curvature[i + 1];
  curvature[first] = beyond(at[first + 1] - at[first], at[first + 2] - at[first + 1], curvature, first, 1);
  curvature[last] = beyond(after, before, curvature, last, -1);
}

/** The straight line through the curvatures of the two knots next to the end knot `i`, at that knot. */
function beyond(outer: number, inner: number, curvature: Float64Array, i: number, inwards: 1 | -1): number {
  const near = curvature[i + inwards];
  return near - (outer / inner) * (curvature[i + 2 * inwards] - near);
}

/**
 * Writes the spline's values at the samples 0..out.length - 1 to out. The knots reach to 0 or before, and behind the
 * last sample.
 */
export function evaluateSpline(knots: Knots, curvature: Float64Array, out: Float64Array): void {
  const { at, value } = knots;
  const n = out.length;
  let i = knots.first;
  while (at[i + 1] <= 0) i++;
  for (let sample = 0; sample < n; i++) {
    const step = at[i + 1] - at[i];
    const end = Math.min(at[i + 1], n);
    const half = 0.5 * curvature[i];
    const third = (curvature[i + 1] - curvature[i]) / (6 * step);
    const slope = (value[i + 1] - value[i]) / step - step * (half + step * third);
    const base = value[i];
    for (let t = sample - at[i]; sample < end; sample++, t++) {
      out[sample] = base + t * (slope + t * (half + t * third));
    }
  }
}
