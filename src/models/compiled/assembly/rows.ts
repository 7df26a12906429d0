/**
 * Rows of float32, reckoned with in float64: four rows and two columns at a time. Columns are counted up to an even number:
 * a column that is not there is whatever lies behind the row, and has the scale 0, or a sum that nobody looks at.
 */

const NUMBER: usize = sizeof<f32>();
const DOUBLE: usize = sizeof<f64>();
const INDEX: usize = sizeof<u32>();

/** Two numbers of a row. */
@inline
function pair(at: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load64_zero(at));
}

@inline
function scaledSquares(at: usize, centre: v128, scale: v128): v128 {
  const off = f64x2.mul(f64x2.sub(pair(at), centre), scale);
  return f64x2.mul(off, off);
}

@inline
function weightedSquares(at: usize, centre: v128, share: v128): v128 {
  const off = f64x2.sub(pair(at), centre);
  return f64x2.mul(share, f64x2.mul(off, off));
}

@inline
function sumOf(lanes: v128): f64 {
  return f64x2.extract_lane(lanes, 0) + f64x2.extract_lane(lanes, 1);
}

/**
 * Sums over the columns of (scale (x - centre))².
 *
 * @param rows - [row, col]
 * @param centre - [col] in float64, like `scale`
 * @param out - [row] in float64
 */
export function distances(rows: usize, nRows: usize, cols: usize, centre: usize, scale: usize, out: usize): void {
  const wide = ((cols + 1) / 2) * 2;
  const last = nRows - 1;
  for (let row: usize = 0; row < nRows; row += 4) {
    // beyond the last row it is done again
    const row1 = min(row + 1, last);
    const row2 = min(row + 2, last);
    const row3 = min(row + 3, last);
    let at0 = rows + row * cols * NUMBER;
    let at1 = rows + row1 * cols * NUMBER;
    let at2 = rows + row2 * cols * NUMBER;
    let at3 = rows + row3 * cols * NUMBER;
    let sum0 = f64x2.splat(0);
    let sum1 = f64x2.splat(0);
    let sum2 = f64x2.splat(0);
    let sum3 = f64x2.splat(0);
    for (let col: usize = 0; col < wide; col += 2) {
      const c = v128.load(centre + col * DOUBLE);
      const s = v128.load(scale + col * DOUBLE);
      sum0 = f64x2.add(sum0, scaledSquares(at0, c, s));
      sum1 = f64x2.add(sum1, scaledSquares(at1, c, s));
      sum2 = f64x2.add(sum2, scaledSquares(at2, c, s));
      sum3 = f64x2.add(sum3, scaledSquares(at3, c, s));
      at0 += 2 * NUMBER;
      at1 += 2 * NUMBER;
      at2 += 2 * NUMBER;
      at3 += 2 * NUMBER;
    }
    store<f64>(out + row * DOUBLE, sumOf(sum0));
    store<f64>(out + row1 * DOUBLE, sumOf(sum1));
    store<f64>(out + row2 * DOUBLE, sumOf(sum2));
    store<f64>(out + row3 * DOUBLE, sumOf(sum3));
  }
}

/**
 * Adds up rows, each as often as its share says.
 *
 * @param members - [member], rows; a multiple of four
 * @param shares - [member] in float64
 * @param sums - [col] in float64
 */
export function addWeighted(rows: usize, cols: usize, members: usize, shares: usize, count: usize, sums: usize): void {
  const wide = ((cols + 1) / 2) * 2;
  for (let i: usize = 0; i < count; i += 4) {
    let at0 = rowAt(rows, cols, members, i);
    let at1 = rowAt(rows, cols, members, i + 1);
    let at2 = rowAt(rows, cols, members, i + 2);
    let at3 = rowAt(rows, cols, members, i + 3);
    const share0 = v128.load64_splat(shares + i * DOUBLE);
    const share1 = v128.load64_splat(shares + i * DOUBLE, DOUBLE);
    const share2 = v128.load64_splat(shares + i * DOUBLE, 2 * DOUBLE);
    const share3 = v128.load64_splat(shares + i * DOUBLE, 3 * DOUBLE);
    for (let col: usize = 0; col < wide; col += 2) {
      const first = f64x2.add(f64x2.mul(share0, pair(at0)), f64x2.mul(share1, pair(at1)));
      const second = f64x2.add(f64x2.mul(share2, pair(at2)), f64x2.mul(share3, pair(at3)));
      const sum = sums + col * DOUBLE;
      v128.store(sum, f64x2.add(v128.load(sum), f64x2.add(first, second)));
      at0 += 2 * NUMBER;
      at1 += 2 * NUMBER;
      at2 += 2 * NUMBER;
      at3 += 2 * NUMBER;
    }
  }
}

/** As `addWeighted`, of the squares of rows about `centre`, [col] in float64. */
export function addSquares(
  rows: usize,
  cols: usize,
  members: usize,
  shares: usize,
  count: usize,
  centre: usize,
  sums: usize,
): void {
  const wide = ((cols + 1) / 2) * 2;
  for (let i: usize = 0; i < count; i += 4) {
    let at0 = rowAt(rows, cols, members, i);
    let at1 = rowAt(rows, cols, members, i + 1);
    let at2 = rowAt(rows, cols, members, i + 2);
    let at3 = rowAt(rows, cols, members, i + 3);
    const share0 = v128.load64_splat(shares + i * DOUBLE);
    const share1 = v128.load64_splat(shares + i * DOUBLE, DOUBLE);
    const share2 = v128.load64_splat(shares + i * DOUBLE, 2 * DOUBLE);
    const share3 = v128.load64_splat(shares + i * DOUBLE, 3 * DOUBLE);
    for (let col: usize = 0; col < wide; col += 2) {
      const c = v128.load(centre + col * DOUBLE);
      const first = f64x2.add(weightedSquares(at0, c, share0), weightedSquares(at1, c, share1));
      const second = f64x2.add(weightedSquares(at2, c, share2), weightedSquares(at3, c, share3));
      const sum = sums + col * DOUBLE;
      v128.store(sum, f64x2.add(v128.load(sum), f64x2.add(first, second)));
      at0 += 2 * NUMBER;
      at1 += 2 * NUMBER;
      at2 += 2 * NUMBER;
      at3 += 2 * NUMBER;
    }
  }
}

@inline
function rowAt(rows: usize, cols: usize, members: usize, i: usize): usize {
  return rows + <usize>load<u32>(members + i * INDEX) * cols * NUMBER;
}
