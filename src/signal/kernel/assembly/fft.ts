/**
 * The discrete Fourier transform of a block of frames, in place: radix 4, decimation in frequency. Its input is in
 * natural order, [n, part, lane]; bin k comes out at the place that the digits of k, reversed, give.
 */
import { COMPLEX, VECTOR } from "./lanes";

/** Transforms of up to this many values are done pass by pass: 16 kB, which stay in the first-level cache. */
const CACHED_LENGTH: usize = 512;

/**
 * Transforms `length` complex values, a power of two of at least 4.
 *
 * @param twiddles - for m = length, length / 4, … of at least 8: [p, 6], real and imaginary parts of w^p, w^2p and
 *   w^3p for w = exp(-2πi / m), p < m / 4
 */
export function transform<T>(values: usize, length: usize, twiddles: usize): void {
  let size = length;
  if (size > CACHED_LENGTH) {
    radix4Pass<T>(values, size, twiddles);
    const quarter = size / 4;
    const table = twiddles + quarter * 6 * sizeof<T>();
    for (let q: usize = 0; q < 4; q++) transform<T>(values + q * quarter * COMPLEX, quarter, table);
    return;
  }
  const end = values + length * COMPLEX;
  let table = twiddles;
  for (; size >= 8; size /= 4) {
    for (let at = values; at < end; at += size * COMPLEX) radix4Pass<T>(at, size, table);
    table += (size / 4) * 6 * sizeof<T>();
  }
  if (size === 4) radix4LastPass<T>(values, end);
  else radix2LastPass<T>(values, end);
}

/** One transform of `size` values -> four of a quarter of that, one after the other: bins 4k, 4k + 1, 4k + 2, 4k + 3. */
@inline
function radix4Pass<T>(values: usize, size: usize, table: usize): void {
  const quarter = (size / 4) * COMPLEX;
  const end = values + quarter;
  for (let a = values; a < end; a += COMPLEX) {
    const b = a + quarter;
    const c = b + quarter;
    const d = c + quarter;
    const ar = v128.load(a);
    const ai = v128.load(a, VECTOR);
    const br = v128.load(b);
    const bi = v128.load(b, VECTOR);
    const cr = v128.load(c);
    const ci = v128.load(c, VECTOR);
    const dr = v128.load(d);
    const di = v128.load(d, VECTOR);
    const sumAcR = v128.add<T>(ar, cr);
    const sumAcI = v128.add<T>(ai, ci);
    const difAcR = v128.sub<T>(ar, cr);
    const difAcI = v128.sub<T>(ai, ci);
    const sumBdR = v128.add<T>(br, dr);
    const sumBdI = v128.add<T>(bi, di);
    const difBdR = v128.sub<T>(br, dr);
    const difBdI = v128.sub<T>(bi, di);
    v128.store(a, v128.add<T>(sumAcR, sumBdR));
    v128.store(a, v128.add<T>(sumAcI, sumBdI), VECTOR);
    storeTurned<T>(b, v128.add<T>(difAcR, difBdI), v128.sub<T>(difAcI, difBdR), table);
    storeTurned<T>(c, v128.sub<T>(sumAcR, sumBdR), v128.sub<T>(sumAcI, sumBdI), table + 2 * sizeof<T>());
    storeTurned<T>(d, v128.sub<T>(difAcR, difBdI), v128.add<T>(difAcI, difBdR), table + 4 * sizeof<T>());
    table += 6 * sizeof<T>();
  }
}

/** Stores (re + i im) times the complex number at `factor`. */
@inline
function storeTurned<T>(to: usize, re: v128, im: v128, factor: usize): void {
  const wr = v128.load_splat<T>(factor);
  const wi = v128.load_splat<T>(factor, sizeof<T>());
  v128.store(to, v128.sub<T>(v128.mul<T>(re, wr), v128.mul<T>(im, wi)));
  v128.store(to, v128.add<T>(v128.mul<T>(re, wi), v128.mul<T>(im, wr)), VECTOR);
}

/** Transforms of 4 values, side by side. */
@inline
function radix4LastPass<T>(values: usize, end: usize): void {
  for (let a = values; a < end; a += 4 * COMPLEX) {
    const ar = v128.load(a);
    const ai = v128.load(a, VECTOR);
    const br = v128.load(a, COMPLEX);
    const bi = v128.load(a, COMPLEX + VECTOR);
    const cr = v128.load(a, 2 * COMPLEX);
    const ci = v128.load(a, 2 * COMPLEX + VECTOR);
    const dr = v128.load(a, 3 * COMPLEX);
    const di = v128.load(a, 3 * COMPLEX + VECTOR);
    const sumAcR = v128.add<T>(ar, cr);
    const sumAcI = v128.add<T>(ai, ci);
    const difAcR = v128.sub<T>(ar, cr);
    const difAcI = v128.sub<T>(ai, ci);
    const sumBdR = v128.add<T>(br, dr);
    const sumBdI = v128.add<T>(bi, di);
    const difBdR = v128.sub<T>(br, dr);
    const difBdI = v128.sub<T>(bi, di);
    v128.store(a, v128.add<T>(sumAcR, sumBdR));
    v128.store(a, v128.add<T>(sumAcI, sumBdI), VECTOR);
    v128.store(a, v128.add<T>(difAcR, difBdI), COMPLEX);
    v128.store(a, v128.sub<T>(difAcI, difBdR), COMPLEX + VECTOR);
    v128.store(a, v128.sub<T>(sumAcR, sumBdR), 2 * COMPLEX);
    v128.store(a, v128.sub<T>(sumAcI, sumBdI), 2 * COMPLEX + VECTOR);
    v128.store(a, v128.sub<T>(difAcR, difBdI), 3 * COMPLEX);
    v128.store(a, v128.add<T>(difAcI, difBdR), 3 * COMPLEX + VECTOR);
  }
}

/** Transforms of 2 values, side by side. */
@inline
function radix2LastPass<T>(values: usize, end: usize): void {
  for (let a = values; a < end; a += 2 * COMPLEX) {
    const ar = v128.load(a);
    const ai = v128.load(a, VECTOR);
    const br = v128.load(a, COMPLEX);
    const bi = v128.load(a, COMPLEX + VECTOR);
    v128.store(a, v128.add<T>(ar, br));
    v128.store(a, v128.add<T>(ai, bi), VECTOR);
    v128.store(a, v128.sub<T>(ar, br), COMPLEX);
    v128.store(a, v128.sub<T>(ai, bi), COMPLEX + VECTOR);
  }
}
