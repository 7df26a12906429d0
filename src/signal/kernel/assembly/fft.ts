/**
 * Discrete Fourier transforms of a block of frames.
 *
 * Real frames by halves: of N real values x, the odd bins are one complex transform of N / 4 values,
 * X[4k + 1] = Σ (x[n] - x[n + N/2] - i (x[n + N/4] - x[n + 3N/4])) exp(-2πi n / N) exp(-2πi nk / (N/4)),
 * where bins above N / 2 are those below it, conjugate; the even bins are the transform of the N / 2 real values
 * x[n] + x[n + N/2]. No bin is ever the difference of two others, so that quiet bins keep their digits.
 *
 * Complex values by radix 4, decimation in frequency, in place, [n, part, lane].
 */
import { COMPLEX, VECTOR } from "./lanes";

/**
 * Transforms `length` real values, [n, lane], a power of two, whose first halving is done; they are overwritten, bins 0
 * and length / 2 take the places of values 0 and 1. The other bins go to `bins`, in the order that `bins` has in
 * kernel/frames.ts.
 *
 * @param values - the length / 2 real values of the even bins
 * @param bins - begins with the length / 4 complex values of the odd bins
 * @param turns - for N = length, length / 2, … of at least 4: [n, part], exp(-2πi n / N), n < N / 4
 * @param twiddles - those of `transform` for length / 4
 */
export function transformHalved<T>(values: usize, length: usize, turns: usize, twiddles: usize, bins: usize): void {
  let quarter = length / 4;
  while (true) {
    transform<T>(bins, quarter, twiddles);
    turns += quarter * 2 * sizeof<T>();
    twiddles += tableBytes<T>(quarter);
    bins += quarter * COMPLEX;
    quarter /= 2;
    if (quarter === 0) break;
    split<T>(values, quarter, turns, bins);
  }
  const a = v128.load(values);
  const b = v128.load(values, VECTOR);
  v128.store(values, v128.add<T>(a, b));
  v128.store(values, v128.sub<T>(a, b), VECTOR);
}

/** 4 · nQuarter real values -> half as many real values of the even bins, in place, and complex ones of the odd bins. */
export function split<T>(values: usize, nQuarter: usize, turns: usize, odd: usize): void {
  const quarter = nQuarter * VECTOR;
  for (const end = values + quarter; values < end; values += VECTOR) {
    const b = values + quarter;
    const c = b + quarter;
    const first = v128.load(values);
    const second = v128.load(b);
    const third = v128.load(c);
    const fourth = v128.load(c + quarter);
    v128.store(values, v128.add<T>(first, third));
    v128.store(b, v128.add<T>(second, fourth));
    storeTurned<T>(odd, v128.sub<T>(first, third), v128.sub<T>(fourth, second), turns);
    turns += 2 * sizeof<T>();
    odd += COMPLEX;
  }
}

/** The same of windowed samples of two frames, [lane, n], `laneBytes` apart, without writing them down; nQuarter is even. */
export function splitFrames64(
  samples: usize,
  laneBytes: usize,
  window: usize,
  values: usize,
  nQuarter: usize,
  turns: usize,
  odd: usize,
): void {
  const apart = nQuarter * sizeof<f64>();
  const half = nQuarter * VECTOR;
  for (const end = window + apart; window < end; window += VECTOR, samples += VECTOR) {
    const w0 = v128.load(window);
    const w1 = v128.load(window + apart);
    const w2 = v128.load(window + 2 * apart);
    const w3 = v128.load(window + 3 * apart);
    const a0 = f64x2.mul(v128.load(samples), w0);
    const a1 = f64x2.mul(v128.load(samples + apart), w1);
    const a2 = f64x2.mul(v128.load(samples + 2 * apart), w2);
    const a3 = f64x2.mul(v128.load(samples + 3 * apart), w3);
    const other = samples + laneBytes;
    const b0 = f64x2.mul(v128.load(other), w0);
    const b1 = f64x2.mul(v128.load(other + apart), w1);
    const b2 = f64x2.mul(v128.load(other + 2 * apart), w2);
    const b3 = f64x2.mul(v128.load(other + 3 * apart), w3);
    // the sums and differences of lanes n, n + 1 are moved to lanes of frames
    const sumA02 = f64x2.add(a0, a2);
    const sumB02 = f64x2.add(b0, b2);
    v128.store(values, v128.shuffle<f64>(sumA02, sumB02, 0, 2));
    v128.store(values, v128.shuffle<f64>(sumA02, sumB02, 1, 3), VECTOR);
    const sumA13 = f64x2.add(a1, a3);
    const sumB13 = f64x2.add(b1, b3);
    v128.store(values + half, v128.shuffle<f64>(sumA13, sumB13, 0, 2));
    v128.store(values + half, v128.shuffle<f64>(sumA13, sumB13, 1, 3), VECTOR);
    const reA = f64x2.sub(a0, a2);
    const reB = f64x2.sub(b0, b2);
    const imA = f64x2.sub(a3, a1);
    const imB = f64x2.sub(b3, b1);
    storeTurned<f64>(odd, v128.shuffle<f64>(reA, reB, 0, 2), v128.shuffle<f64>(imA, imB, 0, 2), turns);
    storeTurned<f64>(
      odd + COMPLEX,
      v128.shuffle<f64>(reA, reB, 1, 3),
      v128.shuffle<f64>(imA, imB, 1, 3),
      turns + 2 * sizeof<f64>(),
    );
    values += 2 * VECTOR;
    odd += 2 * COMPLEX;
    turns += 4 * sizeof<f64>();
  }
}

/** Transforms of up to this many values are done pass by pass: 16 kB, which stay in the first-level cache. */
const CACHED_LENGTH: usize = 512;

/**
 * Transforms `length` complex values, a power of two. Bin k comes out at the place that the digits of k, reversed,
 * give.
 *
 * @param twiddles - for m = length, length / 2, … of at least 4: [p, 6], real and imaginary parts of w^p, w^2p and
 *   w^3p for w = exp(-2πi / m), p < m / 4
 */
function transform<T>(values: usize, length: usize, twiddles: usize): void {
  let size = length;
  if (size > CACHED_LENGTH) {
    const quarter = size / 4;
    radix4Pass<T>(values, size, twiddles);
    const table = twiddles + tableBytes<T>(size) + tableBytes<T>(size / 2);
    for (let q: usize = 0; q < 4; q++) transform<T>(values + q * quarter * COMPLEX, quarter, table);
    return;
  }
  const end = values + length * COMPLEX;
  for (let table = twiddles; size >= 8; size /= 4) {
    for (let at = values; at < end; at += size * COMPLEX) radix4Pass<T>(at, size, table);
    table += tableBytes<T>(size) + tableBytes<T>(size / 2);
  }
  if (size === 4) radix4LastPass<T>(values, end);
  else if (size === 2) radix2LastPass<T>(values, end);
}

@inline
function tableBytes<T>(size: usize): usize {
  return (size / 4) * 6 * sizeof<T>();
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

/**
 * Undoes `transformHalved`, and the halving before it: `length` real values, length / 2 times as large as they were, if bins 0 and
 * length / 2 are halved. All arguments are those that it had.
 *
 * @param values - room for `length` values
 */
export function untransformHalved<T>(values: usize, length: usize, turns: usize, twiddles: usize, bins: usize): void {
  const a = v128.load(values);
  const b = v128.load(values, VECTOR);
  v128.store(values, v128.add<T>(a, b));
  v128.store(values, v128.sub<T>(a, b), VECTOR);
  // tables and bins of longer transforms lie before those of shorter ones
  for (let quarter: usize = 1; quarter <= length / 4; quarter *= 2) {
    const before = length / 2 - 2 * quarter;
    untransform<T>(bins + before * COMPLEX, quarter, twiddles + tableBytes<T>(before));
    unsplit<T>(values, quarter, turns + before * 2 * sizeof<T>(), bins + before * COMPLEX);
  }
}

/** Undoes `split`: real values of the even bins and complex ones of the odd bins -> twice 4 · nQuarter real values. */
function unsplit<T>(values: usize, nQuarter: usize, turns: usize, odd: usize): void {
  const quarter = nQuarter * VECTOR;
  for (const end = values + quarter; values < end; values += VECTOR) {
    const b = values + quarter;
    const c = b + quarter;
    const wr = v128.load_splat<T>(turns);
    const wi = v128.load_splat<T>(turns, sizeof<T>());
    const re = v128.load(odd);
    const im = v128.load(odd, VECTOR);
    const first = v128.add<T>(v128.mul<T>(re, wr), v128.mul<T>(im, wi)); // less the third
    const fourth = v128.sub<T>(v128.mul<T>(im, wr), v128.mul<T>(re, wi)); // less the second
    const even = v128.load(values);
    const next = v128.load(b);
    v128.store(values, v128.add<T>(even, first));
    v128.store(c, v128.sub<T>(even, first));
    v128.store(b, v128.sub<T>(next, fourth));
    v128.store(c + quarter, v128.add<T>(next, fourth));
    turns += 2 * sizeof<T>();
    odd += COMPLEX;
  }
}

/** Undoes `transform`: `length` values, that many times as large as they were. */
function untransform<T>(values: usize, length: usize, twiddles: usize): void {
  if (length > CACHED_LENGTH) {
    const quarter = length / 4;
    const table = twiddles + tableBytes<T>(length) + tableBytes<T>(length / 2);
    for (let q: usize = 0; q < 4; q++) untransform<T>(values + q * quarter * COMPLEX, quarter, table);
    unradix4Pass<T>(values, length, twiddles);
    return;
  }
  const end = values + length * COMPLEX;
  let size = length;
  while (size >= 8) size /= 4;
  if (size === 4) unradix4FirstPass<T>(values, end);
  else if (size === 2) radix2LastPass<T>(values, end);
  for (size *= 4; size <= length; size *= 4) {
    const table = twiddles + tableBytes<T>(2 * length - 2 * size);
    for (let at = values; at < end; at += size * COMPLEX) unradix4Pass<T>(at, size, table);
  }
}

/** Undoes `radix4Pass`, but for a factor of four. */
@inline
function unradix4Pass<T>(values: usize, size: usize, table: usize): void {
  const quarter = (size / 4) * COMPLEX;
  const end = values + quarter;
  for (let a = values; a < end; a += COMPLEX) {
    const b = a + quarter;
    const c = b + quarter;
    const d = c + quarter;
    const ar = v128.load(a);
    const ai = v128.load(a, VECTOR);
    const br = turnedBack<T>(b, table);
    const bi = turnedBackI<T>(b, table);
    const cr = turnedBack<T>(c, table + 2 * sizeof<T>());
    const ci = turnedBackI<T>(c, table + 2 * sizeof<T>());
    const dr = turnedBack<T>(d, table + 4 * sizeof<T>());
    const di = turnedBackI<T>(d, table + 4 * sizeof<T>());
    storeBack<T>(a, b, c, d, ar, ai, br, bi, cr, ci, dr, di);
    table += 6 * sizeof<T>();
  }
}

/** Undoes `radix4LastPass`, but for a factor of four. */
@inline
function unradix4FirstPass<T>(values: usize, end: usize): void {
  for (let a = values; a < end; a += 4 * COMPLEX) {
    const ar = v128.load(a);
    const ai = v128.load(a, VECTOR);
    const br = v128.load(a, COMPLEX);
    const bi = v128.load(a, COMPLEX + VECTOR);
    const cr = v128.load(a, 2 * COMPLEX);
    const ci = v128.load(a, 2 * COMPLEX + VECTOR);
    const dr = v128.load(a, 3 * COMPLEX);
    const di = v128.load(a, 3 * COMPLEX + VECTOR);
    storeBack<T>(a, a + COMPLEX, a + 2 * COMPLEX, a + 3 * COMPLEX, ar, ai, br, bi, cr, ci, dr, di);
  }
}

/** Four bins -> four values, at the same places. */
@inline
function storeBack<T>(
  a: usize,
  b: usize,
  c: usize,
  d: usize,
  ar: v128,
  ai: v128,
  br: v128,
  bi: v128,
  cr: v128,
  ci: v128,
  dr: v128,
  di: v128,
): void {
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
  v128.store(b, v128.sub<T>(difAcR, difBdI));
  v128.store(b, v128.add<T>(difAcI, difBdR), VECTOR);
  v128.store(c, v128.sub<T>(sumAcR, sumBdR));
  v128.store(c, v128.sub<T>(sumAcI, sumBdI), VECTOR);
  v128.store(d, v128.add<T>(difAcR, difBdI));
  v128.store(d, v128.sub<T>(difAcI, difBdR), VECTOR);
}

/** The real part of a value times the conjugate of the number at `factor` ... */
@inline
function turnedBack<T>(at: usize, factor: usize): v128 {
  const re = v128.mul<T>(v128.load(at), v128.load_splat<T>(factor));
  return v128.add<T>(re, v128.mul<T>(v128.load(at, VECTOR), v128.load_splat<T>(factor, sizeof<T>())));
}

/** ... and its imaginary part. */
@inline
function turnedBackI<T>(at: usize, factor: usize): v128 {
  const im = v128.mul<T>(v128.load(at, VECTOR), v128.load_splat<T>(factor));
  return v128.sub<T>(im, v128.mul<T>(v128.load(at), v128.load_splat<T>(factor, sizeof<T>())));
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
