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
 * @param members - [member], rows; a multiple of eight, the first is the one that others are compared with
 * @param shares - [member]
 * @param sums - [col], like `squareSums`
 */
export function addMoments(
  rows: usize, cols: usize, members: usize, shares: usize, count: usize, sums: usize, squareSums: usize,
): void {
  const bytes = cols * sizeof<f64>();
  const reference = rowAt(rows, cols, members);
  for (let i: usize = 0; i < count; i += 8, members += 8 * INDEX, shares += 8 * sizeof<f64>()) {
    let at = reference;
    let at0 = rowAt(rows, cols, members);
    let at1 = rowAt(rows, cols, members + 1 * INDEX);
    let at2 = rowAt(rows, cols, members + 2 * INDEX);
    let at3 = rowAt(rows, cols, members + 3 * INDEX);
    let at4 = rowAt(rows, cols, members + 4 * INDEX);
    let at5 = rowAt(rows, cols, members + 5 * INDEX);
    let at6 = rowAt(rows, cols, members + 6 * INDEX);
    let at7 = rowAt(rows, cols, members + 7 * INDEX);
    const share0 = v128.load64_splat(shares, 0);
    const share1 = v128.load64_splat(shares, 8);
    const share2 = v128.load64_splat(shares, 16);
    const share3 = v128.load64_splat(shares, 24);
    const share4 = v128.load64_splat(shares, 32);
    const share5 = v128.load64_splat(shares, 40);
    const share6 = v128.load64_splat(shares, 48);
    const share7 = v128.load64_splat(shares, 56);
    for (let to: usize = 0; to < bytes; to += VECTOR) {
      const from = numbers<f64>(at);
      let sum = v128.load(sums + to);
      let squareSum = v128.load(squareSums + to);
      const off0 = f64x2.sub(numbers<f64>(at0), from);
      const off1 = f64x2.sub(numbers<f64>(at1), from);
      const own0 = f64x2.mul(share0, off0);
      const own1 = f64x2.mul(share1, off1);
      sum = f64x2.add(sum, f64x2.add(own0, own1));
      squareSum = f64x2.add(squareSum, f64x2.add(f64x2.mul(own0, off0), f64x2.mul(own1, off1)));
      const off2 = f64x2.sub(numbers<f64>(at2), from);
      const off3 = f64x2.sub(numbers<f64>(at3), from);
      const own2 = f64x2.mul(share2, off2);
      const own3 = f64x2.mul(share3, off3);
      sum = f64x2.add(sum, f64x2.add(own2, own3));
      squareSum = f64x2.add(squareSum, f64x2.add(f64x2.mul(own2, off2), f64x2.mul(own3, off3)));
      const off4 = f64x2.sub(numbers<f64>(at4), from);
      const off5 = f64x2.sub(numbers<f64>(at5), from);
      const own4 = f64x2.mul(share4, off4);
      const own5 = f64x2.mul(share5, off5);
      sum = f64x2.add(sum, f64x2.add(own4, own5));
      squareSum = f64x2.add(squareSum, f64x2.add(f64x2.mul(own4, off4), f64x2.mul(own5, off5)));
      const off6 = f64x2.sub(numbers<f64>(at6), from);
      const off7 = f64x2.sub(numbers<f64>(at7), from);
      const own6 = f64x2.mul(share6, off6);
      const own7 = f64x2.mul(share7, off7);
      sum = f64x2.add(sum, f64x2.add(own6, own7));
      squareSum = f64x2.add(squareSum, f64x2.add(f64x2.mul(own6, off6), f64x2.mul(own7, off7)));
      v128.store(sums + to, sum);
      v128.store(squareSums + to, squareSum);
      at += 2 * NUMBER;
      at0 += 2 * NUMBER;
      at1 += 2 * NUMBER;
      at2 += 2 * NUMBER;
      at3 += 2 * NUMBER;
      at4 += 2 * NUMBER;
      at5 += 2 * NUMBER;
      at6 += 2 * NUMBER;
      at7 += 2 * NUMBER;
    }
  }
}

/** Where the row begins whose number stands at an address. */
@inline
function rowAt(rows: usize, cols: usize, index: usize): usize {
  return rows + <usize>load<u32>(index) * cols * NUMBER;
}
