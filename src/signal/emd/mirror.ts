/** Knots beyond both ends of a signal, so that its envelopes do not swing there (Rilling, Flandrin & Gonçalves 2003). */
import { type Knots, LEADING } from "./extrema.ts";

/** Extrema that are mirrored at an end. */
const MIRRORED = 2;

/**
 * The most knots that are added behind the last one. Where the last sample takes part in the mirroring, the reference
 * mirrors ALL extrema of one kind; a knot's pull on a cubic spline more than halves from knot to knot, so that those
 * beyond the 64th are below float64's last bit.
 */
export const MAX_TRAILING = 65;

/**
 * Adds knots before the start and behind the end to both envelopes, which hold at least two knots each: the outermost
 * extrema mirrored about the outermost one or, where the end sample lies beyond the neighbouring extremum of the other
 * kind, about the end sample, which then counts as an extremum.
 *
 * @see emd.sift.get_padded_extrema(method="rilling", pad_width=2) (0.8.1), quirks included
 */
export function mirrorKnots(samples: Float64Array, maxima: Knots, minima: Knots): void {
  mirrorStart(samples, maxima, minima);
  mirrorEnd(samples, maxima, minima);
}

function mirrorStart(samples: Float64Array, maxima: Knots, minima: Knots): void {
  const maxFirst = maxima.at[maxima.first] < minima.at[minima.first];
  const nearest = maxFirst ? maxima : minima;
  const other = maxFirst ? minima : maxima;
  const n = nearest.first;
  const o = other.first;
  if (samples[0] > other.value[o]) {
    const axis = nearest.at[n];
    const furthest = n + Math.min(MIRRORED, nearest.count - 1);
    const reaches = 2 * axis - nearest.at[furthest] < 0 && 2 * axis - other.at[o + MIRRORED - 1] < 0;
    if (reaches) {
      mirrorBefore(nearest, n + 1, furthest, axis);
      mirrorBefore(other, o, o + MIRRORED - 1, axis);
    } else {
      mirrorBefore(nearest, n, n + MIRRORED - 1, 0);
      mirrorBefore(other, o, o + MIRRORED - 1, 0);
    }
  } else {
    mirrorBefore(nearest, n, n + MIRRORED - 1, 0);
    other.first--;
    other.count++;
    other.at[other.first] = 0;
    other.value[other.first] = samples[0];
    mirrorBefore(other, o, o, 0);
  }
}

/** Puts the knots from..to, turned round about `axis`, before the first one. */
function mirrorBefore(knots: Knots, from: number, to: number, axis: number): void {
  for (let i = from; i <= to; i++) {
    knots.first--;
    knots.count++;
    knots.at[knots.first] = 2 * axis - knots.at[i];
    knots.value[knots.first] = knots.value[i];
  }
}

function mirrorEnd(samples: Float64Array, maxima: Knots, minima: Knots): void {
  const end = samples.length - 1;
  const last = samples[end];
  const maxLast = maxima.at[lastOf(maxima)] > minima.at[lastOf(minima)];
  const nearest = maxLast ? maxima : minima;
  const other = maxLast ? minima : maxima;
  const n = lastOf(nearest);
  const o = lastOf(other);
  const within = maxLast ? last > other.value[o] : last < other.value[o];
  if (within) {
    const axis = nearest.at[n];
    const furthest = Math.max(n - MIRRORED, LEADING);
    const reaches = 2 * axis - nearest.at[furthest] > end && 2 * axis - other.at[o - MIRRORED + 1] > end;
    // about the sample behind the end, as the reference has it; the nearest extremum itself is left out
    const about = reaches ? axis : end + 1;
    mirrorBehind(nearest, n - 1, furthest, about);
    mirrorBehind(other, o, o - MIRRORED + 1, about);
  } else {
    mirrorBehind(nearest, n, n, end);
    const furthest = Math.max(LEADING, o - MAX_TRAILING + 2);
    const next = o + 1;
    other.count++;
    other.at[next] = end;
    other.value[next] = last;
    mirrorBehind(other, o, furthest, end);
  }
}

function lastOf(knots: Knots): number {
  return knots.first + knots.count - 1;
}

/** Puts the knots from..to (downwards), turned round about `axis`, behind the last one. */
function mirrorBehind(knots: Knots, from: number, to: number, axis: number): void {
  let next = knots.first + knots.count;
  for (let i = from; i >= to; i--, next++) {
    knots.at[next] = 2 * axis - knots.at[i];
    knots.value[next] = knots.value[i];
  }
  knots.count = next - knots.first;
}
