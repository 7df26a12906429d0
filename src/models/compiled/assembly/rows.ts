/**
 * Rows of float32, four at a time, and as many columns as a vector has lanes. A column that is not there is whatever lies
 * behind the row: it has the scale 0, or sums that nobody looks at.
 */

const NUMBER: usize = sizeof<f32>();
const INDEX: usize = sizeof<u32>();
const VECTOR: usize = 16;

/** Numbers of a row as a vector of float32 or float64. */
@inline
function numbers<T>(at: usize): v128 {
  return sizeof<T>() === NUMBER ? v128.load(at) : f64x2.promote_low_f32x4(v128.load64_zero(at));
}

/** The sum of a vector's lanes. */
@inline
function across<T>(lanes: v128): T {
  if (sizeof<T>() !== NUMBER) return <T>(f64x2.extract_lane(lanes, 0) + f64x2.extract_lane(lanes, 1));
  const even = f32x4.extract_lane(lanes, 0) + f32x4.extract_lane(lanes, 2);
  return <T>(even + (f32x4.extract_lane(lanes, 1) + f32x4.extract_lane(lanes, 3)));
}

@inline
function squares<T>(at: usize, centre: v128, scale: v128): v128 {
  const off = v128.mul<T>(v128.sub<T>(numbers<T>(at), centre), scale);
  return v128.mul<T>(off, off);
}

/**
 * Sums over the columns of (scale (x - centre))².
 *
 * @param rows - [row, col]; those up to a multiple of four are read
 * @param centre - [col], like `scale`
 * @param out - [row], up to a multiple of four
 */
@inline
export function distances<T>(
  rows: usize, nRows: usize, cols: usize, centre: usize, scale: usize, out: usize,
): void {
  const lanes = VECTOR / sizeof<T>();
  const rowBytes = cols * NUMBER;
  for (let row: usize = 0; row < nRows; row += 4) {
    let at0 = rows + row * rowBytes;
    let at1 = at0 + rowBytes;
    let at2 = at1 + rowBytes;
    let at3 = at2 + rowBytes;
    let sum0 = v128.splat<T>(0);
    let sum1 = v128.splat<T>(0);
    let sum2 = v128.splat<T>(0);
    let sum3 = v128.splat<T>(0);
    let c = centre;
    let s = scale;
    for (let col: usize = 0; col < cols; col += lanes) {
      const from = v128.load(c);
      const by = v128.load(s);
      sum0 = v128.add<T>(sum0, squares<T>(at0, from, by));
      sum1 = v128.add<T>(sum1, squares<T>(at1, from, by));
      sum2 = v128.add<T>(sum2, squares<T>(at2, from, by));
      sum3 = v128.add<T>(sum3, squares<T>(at3, from, by));
      at0 += lanes * NUMBER;
      at1 += lanes * NUMBER;
      at2 += lanes * NUMBER;
      at3 += lanes * NUMBER;
      c += VECTOR;
      s += VECTOR;
    }
    store<T>(out, across<T>(sum0));
    store<T>(out, across<T>(sum1), sizeof<T>());
    store<T>(out, across<T>(sum2), 2 * sizeof<T>());
    store<T>(out, across<T>(sum3), 3 * sizeof<T>());
    out += 4 * sizeof<T>();
  }
}

/**
 * Adds up what rows are more than one of them, and the squares of it, each as often as its share says; in float64.
 *
 * @param members - [member], rows; a multiple of four, the first is the one that others are compared with
 * @param shares - [member]
 * @param sums - [col], like `squareSums`
 */
export function addMoments(
  rows: usize, cols: usize, members: usize, shares: usize, count: usize, sums: usize, squareSums: usize,
): void {
  const bytes = cols * sizeof<f64>();
  for (let i: usize = 0; i < count; i += 4) {
    let at = rowAt(rows, cols, members);
    let at0 = rowAt(rows, cols, members + i * INDEX);
    let at1 = rowAt(rows, cols, members + (i + 1) * INDEX);
    let at2 = rowAt(rows, cols, members + (i + 2) * INDEX);
    let at3 = rowAt(rows, cols, members + (i + 3) * INDEX);
    const share0 = v128.load64_splat(shares, 0);
    const share1 = v128.load64_splat(shares, 8);
    const share2 = v128.load64_splat(shares, 16);
    const share3 = v128.load64_splat(shares, 24);
    shares += 32;
    for (let to: usize = 0; to < bytes; to += VECTOR) {
      const from = numbers<f64>(at);
      const off0 = f64x2.sub(numbers<f64>(at0), from);
      const off1 = f64x2.sub(numbers<f64>(at1), from);
      const off2 = f64x2.sub(numbers<f64>(at2), from);
      const off3 = f64x2.sub(numbers<f64>(at3), from);
      const own0 = f64x2.mul(share0, off0);
      const own1 = f64x2.mul(share1, off1);
      const own2 = f64x2.mul(share2, off2);
      const own3 = f64x2.mul(share3, off3);
      const sum = f64x2.add(f64x2.add(own0, own1), f64x2.add(own2, own3));
      const left = f64x2.add(f64x2.mul(own0, off0), f64x2.mul(own1, off1));
      const right = f64x2.add(f64x2.mul(own2, off2), f64x2.mul(own3, off3));
      v128.store(sums + to, f64x2.add(v128.load(sums + to), sum));
      v128.store(squareSums + to, f64x2.add(v128.load(squareSums + to), f64x2.add(left, right)));
      at += 2 * NUMBER;
      at0 += 2 * NUMBER;
      at1 += 2 * NUMBER;
      at2 += 2 * NUMBER;
      at3 += 2 * NUMBER;
    }
  }
}

/** Where the row begins whose number stands at an address. */
@inline
function rowAt(rows: usize, cols: usize, index: usize): usize {
  return rows + <usize>load<u32>(index) * cols * NUMBER;
}
