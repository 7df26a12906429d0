/** Knots beyond both ends of a signal, so that its envelopes do not swing there (Rilling, Flandrin & Gonçalves 2003). */
import { atOf, F64, Knots, LEADING, setKnot, valueOf } from "./knots";

/** Extrema that are mirrored at an end. */
const MIRRORED: i32 = 2;

/**
 * The most knots that are added behind the last one. Where the last sample takes part in the mirroring, the reference
 * mirrors ALL extrema of one kind; a knot's pull on a cubic spline at least halves from knot to knot, so that those
 * beyond the 64th are below float64's last bit.
 */
const MAX_TRAILING: i32 = 65;

/**
 * Adds knots before the start and behind the end to both envelopes, which hold at least two extrema each: the
 * outermost ones mirrored about the very outermost or, where the end sample lies beyond the neighbouring extremum of
 * the other kind, about the end sample, which then counts as an extremum.
 *
 * @see emd.sift.get_padded_extrema(method="rilling", pad_width=2) (0.8.1), quirks included
 */
export function mirrorKnots(samples: usize, nSamples: i32, maxima: Knots, minima: Knots): void {
  const nMaxima = maxima.count;
  const nMinima = minima.count;
  const maxFirst = atOf(maxima, LEADING) < atOf(minima, LEADING);
  if (maxFirst) mirrorStart(samples, maxima, nMaxima, minima);
  else mirrorStart(samples, minima, nMinima, maxima);
  mirrorEnd(samples, nSamples, maxima, LEADING + nMaxima - 1, minima, LEADING + nMinima - 1);
}

/** @param nearest - the envelope of the first extremum, which has `count` */
function mirrorStart(samples: usize, nearest: Knots, count: i32, other: Knots): void {
  const n = LEADING;
  const start = load<f64>(samples);
  if (start > valueOf(other, n)) {
    const axis = atOf(nearest, n);
    const furthest = n + min(MIRRORED, count - 1);
    const reaches = 2 * axis - atOf(nearest, furthest) < 0 && 2 * axis - atOf(other, n + MIRRORED - 1) < 0;
    if (reaches) {
      mirrorBefore(nearest, n + 1, furthest, axis);
      mirrorBefore(other, n, n + MIRRORED - 1, axis);
    } else {
      mirrorBefore(nearest, n, n + MIRRORED - 1, 0);
      mirrorBefore(other, n, n + MIRRORED - 1, 0);
    }
  } else {
    mirrorBefore(nearest, n, n + MIRRORED - 1, 0);
    other.first--;
    other.count++;
    setKnot(other, other.first, 0, start);
    mirrorBefore(other, n, n, 0);
  }
}

/** Puts the knots from..to, turned round about `axis`, before the first one. */
function mirrorBefore(knots: Knots, from: i32, to: i32, axis: f64): void {
  for (let i = from; i <= to; i++) {
    knots.first--;
    knots.count++;
    setKnot(knots, knots.first, 2 * axis - atOf(knots, i), valueOf(knots, i));
  }
}

/** @param m - the last maximum; `l`: the last minimum */
function mirrorEnd(samples: usize, nSamples: i32, maxima: Knots, m: i32, minima: Knots, l: i32): void {
  const end = <f64>(nSamples - 1);
  const last = load<f64>(samples + (<usize>(nSamples - 1)) * F64);
  const maxLast = atOf(maxima, m) > atOf(minima, l);
  const within = maxLast ? last > valueOf(minima, l) : last < valueOf(maxima, m);
  const nearest = maxLast ? maxima : minima;
  const other = maxLast ? minima : maxima;
  const n = maxLast ? m : l;
  const o = maxLast ? l : m;
  if (within) {
    const axis = atOf(nearest, n);
    const furthest = max(n - MIRRORED, LEADING);
    const reaches = 2 * axis - atOf(nearest, furthest) > end && 2 * axis - atOf(other, o - MIRRORED + 1) > end;
    // else about the sample behind the end, as the reference has it; the nearest extremum itself is left out
    const about = reaches ? axis : end + 1;
    mirrorBehind(nearest, n - 1, furthest, about);
    mirrorBehind(other, o, o - MIRRORED + 1, about);
  } else {
    mirrorBehind(nearest, n, n, end);
    setKnot(other, o + 1, end, last);
    other.count++;
    mirrorBehind(other, o, max(LEADING, o - MAX_TRAILING + 2), end);
  }
}

/** Puts the knots from..to (downwards), turned round about `axis`, behind the last one. */
function mirrorBehind(knots: Knots, from: i32, to: i32, axis: f64): void {
  let next = knots.first + knots.count;
  for (let i = from; i >= to; i--, next++) setKnot(knots, next, 2 * axis - atOf(knots, i), valueOf(knots, i));
  knots.count = next - knots.first;
}
