/**
 * The complex Fourier transform of one long series, in place, as two half-length ones side by side: lane 0 of every
 * vector has the even bins, lane 1 the odd bins. Radix 4; bins lie in digit-reversed order.
 */

/** Bytes of one pair of complex values: [part, lane]. */
export const PAIR: usize = 32;
const VECTOR: usize = 16;

/** Bytes of one complex value: [part]. */
export const COMPLEX: usize = 16;

/** Transforms of up to so many pairs are done pass by pass: they stay in the first-level cache. */
const CACHED_LENGTH: usize = 512;

/**
 * Transforms `length` pairs, a power of two: natural order -> digit-reversed.
 *
 * @param twiddles - for m = length, length / 4, … of at least 8: [p, 6], real and imaginary parts of w^p, w^2p and
 *   w^3p for w = exp(-2πi / m), p < m / 4
 */
export function transform(values: usize, length: usize, twiddles: usize): void {
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
  if (size === 4) radix4(values, end, false);
  else if (size === 2) radix2(values, end);
}

/** Undoes `transform`, times length: digit-reversed order -> natural. */
export function inverse(values: usize, length: usize, twiddles: usize): void {
  if (length > CACHED_LENGTH) {
    const quarter = length / 4;
    const table = twiddles + tableBytes(length);
    for (let q: usize = 0; q < 4; q++) inverse(values + q * quarter * PAIR, quarter, table);
    inversePass(values, length, twiddles);
    return;
  }
  const end = values + length * PAIR;
  let size = length;
  let table = twiddles;
  for (; size >= 8; size /= 4) table += tableBytes(size);
  if (size === 4) radix4(values, end, true);
  else if (size === 2) radix2(values, end);
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
 * The transform of `length` complex values z followed by as many zeros, so that pair j is z[j] and z[j] turns[j]:
 * digit-reversed.
 *
 * @param from - [j, part]
 * @param turns - [j, part]: exp(-2πi j / 2length)
 * @param length - at least 16
 */
export function transformPadded(from: usize, turns: usize, values: usize, length: usize, twiddles: usize): void {
  const quarter = length / 4;
  const step = quarter * COMPLEX;
  let table = twiddles;
  for (let at = values; at < values + quarter * PAIR; at += PAIR) {
    const a = v128.load(from);
    const b = v128.load(from + step);
    const c = v128.load(from + 2 * step);
    const d = v128.load(from + 3 * step);
    const ta = times(a, turns);
    const tb = times(b, turns + step);
    const tc = times(c, turns + 2 * step);
    const td = times(d, turns + 3 * step);
    butterfly(
      at, quarter * PAIR, table, realParts(a, ta), imaginaryParts(a, ta), realParts(b, tb), imaginaryParts(b, tb),
      realParts(c, tc), imaginaryParts(c, tc), realParts(d, td), imaginaryParts(d, td),
    );
    from += COMPLEX;
    turns += COMPLEX;
    table += 48;
  }
  for (let q: usize = 0; q < 4; q++) transform(values + q * quarter * PAIR, quarter, twiddles + tableBytes(length));
}

/** Undoes transformPadded, times 2 length; the values are overwritten. */
export function inversePadded(values: usize, turns: usize, out: usize, length: usize, twiddles: usize): void {
  const quarter = length / 4;
  const step = quarter * COMPLEX;
  for (let q: usize = 0; q < 4; q++) inverse(values + q * quarter * PAIR, quarter, twiddles + tableBytes(length));
  let table = twiddles;
  for (let a = values; a < values + quarter * PAIR; a += PAIR) {
    const b = a + quarter * PAIR;
    const c = b + quarter * PAIR;
    const d = c + quarter * PAIR;
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
    join(f64x2.add(sumAcR, sumBdR), f64x2.add(sumAcI, sumBdI), turns, out);
    join(f64x2.sub(difAcR, difBdI), f64x2.add(difAcI, difBdR), turns + step, out + step);
    join(f64x2.sub(sumAcR, sumBdR), f64x2.sub(sumAcI, sumBdI), turns + 2 * step, out + 2 * step);
    join(f64x2.add(difAcR, difBdI), f64x2.sub(difAcI, difBdR), turns + 3 * step, out + 3 * step);
    table += 48;
    turns += COMPLEX;
    out += COMPLEX;
  }
}

/** Writes the complex value in lane 0 plus that in lane 1, turned back. */
@inline
function join(re: v128, im: v128, turns: usize, out: usize): void {
  v128.store(out, f64x2.add(realParts(re, im), timesConjugate(imaginaryParts(re, im), turns)));
}

/** (re, im) times the complex number at `factor`. */
@inline
function times(z: v128, factor: usize): v128 {
  const w = v128.load(factor);
  const byReal = f64x2.mul(z, v128.shuffle<f64>(w, w, 0, 0));
  const byImaginary = f64x2.mul(v128.shuffle<f64>(z, z, 1, 0), v128.shuffle<f64>(w, w, 1, 1));
  return f64x2.add(byReal, f64x2.mul(byImaginary, f64x2(-1, 1)));
}

/** (re, im) times the conjugate of the complex number at `factor`. */
@inline
function timesConjugate(z: v128, factor: usize): v128 {
  const w = v128.load(factor);
  const byReal = f64x2.mul(z, v128.shuffle<f64>(w, w, 0, 0));
  const byImaginary = f64x2.mul(v128.shuffle<f64>(z, z, 1, 0), v128.shuffle<f64>(w, w, 1, 1));
  return f64x2.add(byReal, f64x2.mul(byImaginary, f64x2(1, -1)));
}

/** The first numbers of two vectors. */
@inline
function realParts(a: v128, b: v128): v128 {
  return v128.shuffle<f64>(a, b, 0, 2);
}

/** The second numbers of two vectors. */
@inline
function imaginaryParts(a: v128, b: v128): v128 {
  return v128.shuffle<f64>(a, b, 1, 3);
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
    butterfly(
      a, quarter, table, v128.load(a), v128.load(a, VECTOR), v128.load(b), v128.load(b, VECTOR),
      v128.load(c), v128.load(c, VECTOR), v128.load(d), v128.load(d, VECTOR),
    );
    table += 48;
  }
}

/** Writes the transform of four pairs, turned by the table, to `to` and on, `quarter` bytes apart. */
@inline
function butterfly(
  to: usize, quarter: usize, table: usize, ar: v128, ai: v128, br: v128, bi: v128, cr: v128, ci: v128, dr: v128,
  di: v128,
): void {
  const sumAcR = f64x2.add(ar, cr);
  const sumAcI = f64x2.add(ai, ci);
  const difAcR = f64x2.sub(ar, cr);
  const difAcI = f64x2.sub(ai, ci);
  const sumBdR = f64x2.add(br, dr);
  const sumBdI = f64x2.add(bi, di);
  const difBdR = f64x2.sub(br, dr);
  const difBdI = f64x2.sub(bi, di);
  v128.store(to, f64x2.add(sumAcR, sumBdR));
  v128.store(to, f64x2.add(sumAcI, sumBdI), VECTOR);
  to += quarter;
  storeTurned(to, f64x2.add(difAcR, difBdI), f64x2.sub(difAcI, difBdR), table);
  to += quarter;
  storeTurned(to, f64x2.sub(sumAcR, sumBdR), f64x2.sub(sumAcI, sumBdI), table + 16);
  to += quarter;
  storeTurned(to, f64x2.sub(difAcR, difBdI), f64x2.add(difAcI, difBdR), table + 32);
}

/** Stores (re + i im) times the complex number at `factor`. */
@inline
function storeTurned(to: usize, re: v128, im: v128, factor: usize): void {
  const wr = v128.load64_splat(factor);
  const wi = v128.load64_splat(factor, 8);
  v128.store(to, f64x2.sub(f64x2.mul(re, wr), f64x2.mul(im, wi)));
  v128.store(to, f64x2.add(f64x2.mul(re, wi), f64x2.mul(im, wr)), VECTOR);
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

/** Transforms of 4 pairs, or their inverses. */
@inline
function radix4(values: usize, end: usize, back: bool): void {
  // the inverse has the bins 1 and 3 in each other's places
  const first: usize = back ? 3 * PAIR : PAIR;
  const third: usize = back ? PAIR : 3 * PAIR;
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
    v128.store(a + first, f64x2.add(difAcR, difBdI));
    v128.store(a + first, f64x2.sub(difAcI, difBdR), VECTOR);
    v128.store(a, f64x2.sub(sumAcR, sumBdR), 2 * PAIR);
    v128.store(a, f64x2.sub(sumAcI, sumBdI), 2 * PAIR + VECTOR);
    v128.store(a + third, f64x2.sub(difAcR, difBdI));
    v128.store(a + third, f64x2.add(difAcI, difBdR), VECTOR);
  }
}

/** Transforms of 2 pairs; they undo themselves, times 2. */
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
