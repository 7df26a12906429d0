/**
 * The complex Fourier transform of one long series with as many zeros behind it, as two half-length ones side by side:
 * lane 0 of every vector has the even bins, lane 1 the odd bins. Radix 4; bins lie in digit-reversed order.
 */

/** Bytes of one pair of complex values: [part, lane]. */
const PAIR: usize = 32;
const VECTOR: usize = 16;

const ROOT_HALF: f64 = 0.7071067811865476;

/** Transforms of up to so many pairs are done pass by pass: they stay in the first-level cache. */
const CACHED_LENGTH: usize = 512;

/**
 * Transforms `length` pairs, a power of two: natural order -> digit-reversed.
 *
 * @param twiddles - for m = length, length / 4, … of at least 8: [p, 6], real and imaginary parts of w^p, w^2p and
 *   w^3p for w = exp(-2πi / m), p < m / 4
 */
function transform(values: usize, length: usize, twiddles: usize): void {
  let size = length;
  if (size > CACHED_LENGTH) {
    forwardPass(values, size, twiddles);
    const quarter = size / 4;
    const table = twiddles + tableBytes(size);
    for (let q: usize = 0; q < 4; q++) transform(values + q * quarter * PAIR, quarter, table);
    return;
  }
  const end = values + length * PAIR;
  for (let table = twiddles; size >= 8; size /= 4) {
    for (let at = values; at < end; at += size * PAIR) forwardPass(at, size, table);
    table += tableBytes(size);
  }
  if (size === 4) radix4(values, end);
  else radix2(values, end);
}

/**
 * Transforms `length` pairs, multiplies each bin by i times a real number and undoes the transform, times `length`. Each
 * quarter is done from its first pass to its last before the next one: what fits in a cache is read into it once.
 *
 * @param factors - [bin as it lies, lane]
 */
function convolve(values: usize, length: usize, twiddles: usize, factors: usize): void {
  if (length > CACHED_LENGTH) {
    const quarter = length / 4;
    const table = twiddles + tableBytes(length);
    forwardPass(values, length, twiddles);
    for (let q: usize = 0; q < 4; q++) {
      convolve(values + q * quarter * PAIR, quarter, table, factors + q * quarter * VECTOR);
    }
    inversePass(values, length, twiddles);
    return;
  }
  const end = values + length * PAIR;
  let size = length;
  let table = twiddles;
  for (; size >= 8; size /= 4) {
    for (let at = values; at < end; at += size * PAIR) forwardPass(at, size, table);
    table += tableBytes(size);
  }
  if (size === 4) convolve4(values, end, factors);
  else convolve2(values, end, factors);
  for (size *= 4; size <= length; size *= 4) {
    table -= tableBytes(size);
    for (let at = values; at < end; at += size * PAIR) inversePass(at, size, table);
  }
}

@inline
function tableBytes(size: usize): usize {
  return (size / 4) * 6 * 8;
}

/**
 * The transform of `length` complex values followed by as many zeros, to `values`: digit-reversed.
 *
 * @param re - the values' real parts, like `im`
 * @param turns - [p, part]: exp(-2πi p / 2length), p < length / 4
 * @param length - at least 16
 * @param twiddles - as `transform` has them for length / 4
 */
export function transformPadded(
  re: usize, im: usize, turns: usize, values: usize, length: usize, twiddles: usize,
): void {
  firstPass(re, im, turns, values, length);
  const quarter = length / 4;
  for (let q: usize = 0; q < 4; q++) transform(values + q * quarter * PAIR, quarter, twiddles);
}

/**
 * Convolves such a series, in `re` and `im`, with one whose bins are i times the `factors`; the first half of what comes
 * out, times 2 length, goes to outRe and outIm.
 */
export function convolvePadded(
  re: usize, im: usize, outRe: usize, outIm: usize, turns: usize, values: usize, length: usize, twiddles: usize,
  factors: usize,
): void {
  firstPass(re, im, turns, values, length);
  const quarter = length / 4;
  for (let q: usize = 0; q < 4; q++) {
    convolve(values + q * quarter * PAIR, quarter, twiddles, factors + q * quarter * VECTOR);
  }
  lastPass(values, turns, outRe, outIm, length);
}

/**
 * Lane 0 is z[j], lane 1 z[j] u[j], with u = exp(-2πi j / 2length): four quarters of a turn's eighth and u[p], which is
 * left to the factors behind the butterfly. These are u^0, u^2, u^4, u^6 in lane 0, u, u^3, u^5, u^7 in lane 1.
 */
function firstPass(re: usize, im: usize, turns: usize, values: usize, length: usize): void {
  const step = (length / 4) * 8;
  const quarter = (length / 4) * PAIR;
  const along = f64x2(1, ROOT_HALF);
  const against = f64x2(1, -ROOT_HALF);
  const across = f64x2(0, ROOT_HALF);
  const end = re + step;
  for (; re < end; re += 8, im += 8, turns += 16, values += PAIR) {
    const ar = v128.load64_splat(re);
    const ai = v128.load64_splat(im);
    let x = v128.load64_splat(re + step);
    let y = v128.load64_splat(im + step);
    const br = f64x2.add(f64x2.mul(x, along), f64x2.mul(y, across));
    const bi = f64x2.sub(f64x2.mul(y, along), f64x2.mul(x, across));
    x = v128.load64_splat(re + 2 * step);
    y = v128.load64_splat(im + 2 * step);
    const cr = v128.shuffle<f64>(x, y, 0, 2);
    const ci = f64x2.mul(v128.shuffle<f64>(y, x, 0, 2), f64x2(1, -1));
    x = v128.load64_splat(re + 3 * step);
    y = v128.load64_splat(im + 3 * step);
    const dr = f64x2.add(f64x2.mul(x, against), f64x2.mul(y, across));
    const di = f64x2.sub(f64x2.mul(y, against), f64x2.mul(x, across));

    const sumAcR = f64x2.add(ar, cr);
    const sumAcI = f64x2.add(ai, ci);
    const difAcR = f64x2.sub(ar, cr);
    const difAcI = f64x2.sub(ai, ci);
    const sumBdR = f64x2.add(br, dr);
    const sumBdI = f64x2.add(bi, di);
    const difBdR = f64x2.sub(br, dr);
    const difBdI = f64x2.sub(bi, di);

    const ur = v128.load64_splat(turns);
    const ui = v128.load64_splat(turns, 8);
    const u2r = f64x2.sub(f64x2.mul(ur, ur), f64x2.mul(ui, ui));
    const u2i = f64x2.mul(f64x2.add(ur, ur), ui);
    let wr = v128.shuffle<f64>(f64x2.splat(1), ur, 0, 2);
    let wi = v128.shuffle<f64>(f64x2.splat(0), ui, 0, 2);
    let to = values;
    storeProduct(to, f64x2.add(sumAcR, sumBdR), f64x2.add(sumAcI, sumBdI), wr, wi);
    let next = productR(wr, wi, u2r, u2i);
    wi = productI(wr, wi, u2r, u2i);
    wr = next;
    to += quarter;
    storeProduct(to, f64x2.add(difAcR, difBdI), f64x2.sub(difAcI, difBdR), wr, wi);
    next = productR(wr, wi, u2r, u2i);
    wi = productI(wr, wi, u2r, u2i);
    wr = next;
    to += quarter;
    storeProduct(to, f64x2.sub(sumAcR, sumBdR), f64x2.sub(sumAcI, sumBdI), wr, wi);
    next = productR(wr, wi, u2r, u2i);
    wi = productI(wr, wi, u2r, u2i);
    wr = next;
    to += quarter;
    storeProduct(to, f64x2.sub(difAcR, difBdI), f64x2.add(difAcI, difBdR), wr, wi);
  }
}

/** Undoes firstPass, times 8, but for what lies in the upper half. */
function lastPass(values: usize, turns: usize, re: usize, im: usize, length: usize): void {
  const step = (length / 4) * 8;
  const quarter = (length / 4) * PAIR;
  const along = f64x2(1, ROOT_HALF);
  const against = f64x2(1, -ROOT_HALF);
  const across = f64x2(0, ROOT_HALF);
  const end = re + step;
  for (; re < end; re += 8, im += 8, turns += 16, values += PAIR) {
    const ur = v128.load64_splat(turns);
    const ui = v128.load64_splat(turns, 8);
    const u2r = f64x2.sub(f64x2.mul(ur, ur), f64x2.mul(ui, ui));
    const u2i = f64x2.mul(f64x2.add(ur, ur), ui);
    let wr = v128.shuffle<f64>(f64x2.splat(1), ur, 0, 2);
    let wi = v128.shuffle<f64>(f64x2.splat(0), ui, 0, 2);
    let from = values;
    const ar = backR(v128.load(from), v128.load(from, VECTOR), wr, wi);
    const ai = backI(v128.load(from), v128.load(from, VECTOR), wr, wi);
    let next = productR(wr, wi, u2r, u2i);
    wi = productI(wr, wi, u2r, u2i);
    wr = next;
    from += quarter;
    const br = backR(v128.load(from), v128.load(from, VECTOR), wr, wi);
    const bi = backI(v128.load(from), v128.load(from, VECTOR), wr, wi);
    next = productR(wr, wi, u2r, u2i);
    wi = productI(wr, wi, u2r, u2i);
    wr = next;
    from += quarter;
    const cr = backR(v128.load(from), v128.load(from, VECTOR), wr, wi);
    const ci = backI(v128.load(from), v128.load(from, VECTOR), wr, wi);
    next = productR(wr, wi, u2r, u2i);
    wi = productI(wr, wi, u2r, u2i);
    wr = next;
    from += quarter;
    const dr = backR(v128.load(from), v128.load(from, VECTOR), wr, wi);
    const di = backI(v128.load(from), v128.load(from, VECTOR), wr, wi);

    const sumAcR = f64x2.add(ar, cr);
    const sumAcI = f64x2.add(ai, ci);
    const difAcR = f64x2.sub(ar, cr);
    const difAcI = f64x2.sub(ai, ci);
    const sumBdR = f64x2.add(br, dr);
    const sumBdI = f64x2.add(bi, di);
    const difBdR = f64x2.sub(br, dr);
    const difBdI = f64x2.sub(bi, di);

    storeSums(re, im, f64x2.add(sumAcR, sumBdR), f64x2.add(sumAcI, sumBdI));
    let x = f64x2.sub(difAcR, difBdI);
    let y = f64x2.add(difAcI, difBdR);
    storeSums(
      re + step, im + step, f64x2.sub(f64x2.mul(x, along), f64x2.mul(y, across)),
      f64x2.add(f64x2.mul(y, along), f64x2.mul(x, across)),
    );
    x = f64x2.sub(sumAcR, sumBdR);
    y = f64x2.sub(sumAcI, sumBdI);
    const turned = f64x2.mul(v128.shuffle<f64>(y, x, 1, 3), f64x2(-1, 1));
    const sum = f64x2.add(v128.shuffle<f64>(x, y, 0, 2), turned);
    v128.store_lane<f64>(re + 2 * step, sum, 0);
    v128.store_lane<f64>(im + 2 * step, sum, 1);
    x = f64x2.add(difAcR, difBdI);
    y = f64x2.sub(difAcI, difBdR);
    storeSums(
      re + 3 * step, im + 3 * step, f64x2.sub(f64x2.mul(x, against), f64x2.mul(y, across)),
      f64x2.add(f64x2.mul(y, against), f64x2.mul(x, across)),
    );
  }
}

/** Stores what both lanes of x add up to, and those of y. */
@inline
function storeSums(re: usize, im: usize, x: v128, y: v128): void {
  const sums = f64x2.add(v128.shuffle<f64>(x, y, 0, 2), v128.shuffle<f64>(x, y, 1, 3));
  v128.store_lane<f64>(re, sums, 0);
  v128.store_lane<f64>(im, sums, 1);
}

@inline
function storeProduct(to: usize, re: v128, im: v128, wr: v128, wi: v128): void {
  v128.store(to, productR(re, im, wr, wi));
  v128.store(to, productI(re, im, wr, wi), VECTOR);
}

/** Real and imaginary part of (re + i im) (wr + i wi). */
@inline
function productR(re: v128, im: v128, wr: v128, wi: v128): v128 {
  return f64x2.sub(f64x2.mul(re, wr), f64x2.mul(im, wi));
}

@inline
function productI(re: v128, im: v128, wr: v128, wi: v128): v128 {
  return f64x2.add(f64x2.mul(re, wi), f64x2.mul(im, wr));
}

/** Real and imaginary part of (re + i im) (wr - i wi). */
@inline
function backR(re: v128, im: v128, wr: v128, wi: v128): v128 {
  return f64x2.add(f64x2.mul(re, wr), f64x2.mul(im, wi));
}

@inline
function backI(re: v128, im: v128, wr: v128, wi: v128): v128 {
  return f64x2.sub(f64x2.mul(im, wr), f64x2.mul(re, wi));
}

/** One transform of `size` pairs -> four of a quarter of that: bins 4k, 4k + 1, 4k + 2, 4k + 3. */
@inline
function forwardPass(values: usize, size: usize, table: usize): void {
  const quarter = (size / 4) * PAIR;
  const end = values + quarter;
  for (let a = values; a < end; a += PAIR) {
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
    const sumAcR = f64x2.add(ar, cr);
    const sumAcI = f64x2.add(ai, ci);
    const difAcR = f64x2.sub(ar, cr);
    const difAcI = f64x2.sub(ai, ci);
    const sumBdR = f64x2.add(br, dr);
    const sumBdI = f64x2.add(bi, di);
    const difBdR = f64x2.sub(br, dr);
    const difBdI = f64x2.sub(bi, di);
    v128.store(a, f64x2.add(sumAcR, sumBdR));
    v128.store(a, f64x2.add(sumAcI, sumBdI), VECTOR);
    storeTurned(b, f64x2.add(difAcR, difBdI), f64x2.sub(difAcI, difBdR), table);
    storeTurned(c, f64x2.sub(sumAcR, sumBdR), f64x2.sub(sumAcI, sumBdI), table + 16);
    storeTurned(d, f64x2.sub(difAcR, difBdI), f64x2.add(difAcI, difBdR), table + 32);
    table += 48;
  }
}

/** Stores (re + i im) times the complex number at `factor`. */
@inline
function storeTurned(to: usize, re: v128, im: v128, factor: usize): void {
  storeProduct(to, re, im, v128.load64_splat(factor), v128.load64_splat(factor, 8));
}

/** Undoes forwardPass, times 4. */
@inline
function inversePass(values: usize, size: usize, table: usize): void {
  const quarter = (size / 4) * PAIR;
  const end = values + quarter;
  for (let a = values; a < end; a += PAIR) {
    const b = a + quarter;
    const c = b + quarter;
    const d = c + quarter;
    const ar = v128.load(a);
    const ai = v128.load(a, VECTOR);
    const br = turnedBackR(b, table);
    const bi = turnedBackI(b, table);
    const cr = turnedBackR(c, table + 16);
    const ci = turnedBackI(c, table + 16);
    const dr = turnedBackR(d, table + 32);
    const di = turnedBackI(d, table + 32);
    const sumAcR = f64x2.add(ar, cr);
    const sumAcI = f64x2.add(ai, ci);
    const difAcR = f64x2.sub(ar, cr);
    const difAcI = f64x2.sub(ai, ci);
    const sumBdR = f64x2.add(br, dr);
    const sumBdI = f64x2.add(bi, di);
    const difBdR = f64x2.sub(br, dr);
    const difBdI = f64x2.sub(bi, di);
    v128.store(a, f64x2.add(sumAcR, sumBdR));
    v128.store(a, f64x2.add(sumAcI, sumBdI), VECTOR);
    v128.store(b, f64x2.sub(difAcR, difBdI));
    v128.store(b, f64x2.add(difAcI, difBdR), VECTOR);
    v128.store(c, f64x2.sub(sumAcR, sumBdR));
    v128.store(c, f64x2.sub(sumAcI, sumBdI), VECTOR);
    v128.store(d, f64x2.add(difAcR, difBdI));
    v128.store(d, f64x2.sub(difAcI, difBdR), VECTOR);
    table += 48;
  }
}

/** The real part of the pair at `from` times the conjugate of the complex number at `factor`. */
@inline
function turnedBackR(from: usize, factor: usize): v128 {
  return f64x2.add(
    f64x2.mul(v128.load(from), v128.load64_splat(factor)),
    f64x2.mul(v128.load(from, VECTOR), v128.load64_splat(factor, 8)),
  );
}

@inline
function turnedBackI(from: usize, factor: usize): v128 {
  return f64x2.sub(
    f64x2.mul(v128.load(from, VECTOR), v128.load64_splat(factor)),
    f64x2.mul(v128.load(from), v128.load64_splat(factor, 8)),
  );
}

/** Transforms of 4 pairs. */
@inline
function radix4(values: usize, end: usize): void {
  for (let a = values; a < end; a += 4 * PAIR) {
    const ar = v128.load(a);
    const ai = v128.load(a, VECTOR);
    const br = v128.load(a, PAIR);
    const bi = v128.load(a, PAIR + VECTOR);
    const cr = v128.load(a, 2 * PAIR);
    const ci = v128.load(a, 2 * PAIR + VECTOR);
    const dr = v128.load(a, 3 * PAIR);
    const di = v128.load(a, 3 * PAIR + VECTOR);
    const sumAcR = f64x2.add(ar, cr);
    const sumAcI = f64x2.add(ai, ci);
    const difAcR = f64x2.sub(ar, cr);
    const difAcI = f64x2.sub(ai, ci);
    const sumBdR = f64x2.add(br, dr);
    const sumBdI = f64x2.add(bi, di);
    const difBdR = f64x2.sub(br, dr);
    const difBdI = f64x2.sub(bi, di);
    v128.store(a, f64x2.add(sumAcR, sumBdR));
    v128.store(a, f64x2.add(sumAcI, sumBdI), VECTOR);
    v128.store(a, f64x2.add(difAcR, difBdI), PAIR);
    v128.store(a, f64x2.sub(difAcI, difBdR), PAIR + VECTOR);
    v128.store(a, f64x2.sub(sumAcR, sumBdR), 2 * PAIR);
    v128.store(a, f64x2.sub(sumAcI, sumBdI), 2 * PAIR + VECTOR);
    v128.store(a, f64x2.sub(difAcR, difBdI), 3 * PAIR);
    v128.store(a, f64x2.add(difAcI, difBdR), 3 * PAIR + VECTOR);
  }
}

/** Transforms of 2 pairs. */
@inline
function radix2(values: usize, end: usize): void {
  for (let a = values; a < end; a += 2 * PAIR) {
    const ar = v128.load(a);
    const ai = v128.load(a, VECTOR);
    const br = v128.load(a, PAIR);
    const bi = v128.load(a, PAIR + VECTOR);
    v128.store(a, f64x2.add(ar, br));
    v128.store(a, f64x2.add(ai, bi), VECTOR);
    v128.store(a, f64x2.sub(ar, br), PAIR);
    v128.store(a, f64x2.sub(ai, bi), PAIR + VECTOR);
  }
}

/** Transforms of 4 pairs, each bin times i times its factor, and back, times 4. */
@inline
function convolve4(values: usize, end: usize, factors: usize): void {
  for (let a = values; a < end; a += 4 * PAIR, factors += 4 * VECTOR) {
    const ar = v128.load(a);
    const ai = v128.load(a, VECTOR);
    const br = v128.load(a, PAIR);
    const bi = v128.load(a, PAIR + VECTOR);
    const cr = v128.load(a, 2 * PAIR);
    const ci = v128.load(a, 2 * PAIR + VECTOR);
    const dr = v128.load(a, 3 * PAIR);
    const di = v128.load(a, 3 * PAIR + VECTOR);
    const sumAcR = f64x2.add(ar, cr);
    const sumAcI = f64x2.add(ai, ci);
    const difAcR = f64x2.sub(ar, cr);
    const difAcI = f64x2.sub(ai, ci);
    const sumBdR = f64x2.add(br, dr);
    const sumBdI = f64x2.add(bi, di);
    const difBdR = f64x2.sub(br, dr);
    const difBdI = f64x2.sub(bi, di);
    // the imaginary parts of the bins times the factors are the negatives of the real parts of what is transformed back
    const f0 = v128.load(factors);
    const f1 = v128.load(factors, VECTOR);
    const f2 = v128.load(factors, 2 * VECTOR);
    const f3 = v128.load(factors, 3 * VECTOR);
    const p0 = f64x2.mul(f0, f64x2.add(sumAcI, sumBdI));
    const q0 = f64x2.mul(f0, f64x2.add(sumAcR, sumBdR));
    const p1 = f64x2.mul(f1, f64x2.sub(difAcI, difBdR));
    const q1 = f64x2.mul(f1, f64x2.add(difAcR, difBdI));
    const p2 = f64x2.mul(f2, f64x2.sub(sumAcI, sumBdI));
    const q2 = f64x2.mul(f2, f64x2.sub(sumAcR, sumBdR));
    const p3 = f64x2.mul(f3, f64x2.add(difAcI, difBdR));
    const q3 = f64x2.mul(f3, f64x2.sub(difAcR, difBdI));
    const sumP02 = f64x2.add(p0, p2);
    const difP20 = f64x2.sub(p2, p0);
    const sumP13 = f64x2.add(p1, p3);
    const difP13 = f64x2.sub(p1, p3);
    const sumQ02 = f64x2.add(q0, q2);
    const difQ02 = f64x2.sub(q0, q2);
    const sumQ13 = f64x2.add(q1, q3);
    const difQ13 = f64x2.sub(q1, q3);
    v128.store(a, f64x2.neg(f64x2.add(sumP02, sumP13)));
    v128.store(a, f64x2.add(sumQ02, sumQ13), VECTOR);
    v128.store(a, f64x2.sub(difP20, difQ13), PAIR);
    v128.store(a, f64x2.sub(difQ02, difP13), PAIR + VECTOR);
    v128.store(a, f64x2.sub(sumP13, sumP02), 2 * PAIR);
    v128.store(a, f64x2.sub(sumQ02, sumQ13), 2 * PAIR + VECTOR);
    v128.store(a, f64x2.add(difP20, difQ13), 3 * PAIR);
    v128.store(a, f64x2.add(difQ02, difP13), 3 * PAIR + VECTOR);
  }
}

/** The same of 2 pairs, times 2. */
@inline
function convolve2(values: usize, end: usize, factors: usize): void {
  for (let a = values; a < end; a += 2 * PAIR, factors += 2 * VECTOR) {
    const ar = v128.load(a);
    const ai = v128.load(a, VECTOR);
    const br = v128.load(a, PAIR);
    const bi = v128.load(a, PAIR + VECTOR);
    const f0 = v128.load(factors);
    const f1 = v128.load(factors, VECTOR);
    const p0 = f64x2.mul(f0, f64x2.add(ai, bi));
    const q0 = f64x2.mul(f0, f64x2.add(ar, br));
    const p1 = f64x2.mul(f1, f64x2.sub(ai, bi));
    const q1 = f64x2.mul(f1, f64x2.sub(ar, br));
    v128.store(a, f64x2.neg(f64x2.add(p0, p1)));
    v128.store(a, f64x2.add(q0, q1), VECTOR);
    v128.store(a, f64x2.sub(p1, p0), PAIR);
    v128.store(a, f64x2.sub(q0, q1), PAIR + VECTOR);
  }
}
