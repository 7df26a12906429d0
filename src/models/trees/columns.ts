/** The columns of a matrix in order: sorted once, for all nodes of all trees. */
import type { Matrix } from "../../base/matrix.ts";

/** Columns that are turned at once: as many numbers as a cache line holds. */
const BLOCK = 16;

/** Calls with every column in turn, [row]; the array is used again. */
function eachColumn({ rows, cols, data }: Matrix, visit: (column: Float32Array, col: number) => void): void {
  const block = Array.from({ length: BLOCK }, () => new Float32Array(rows));
  for (let from = 0; from < cols; from += BLOCK) {
    const count = Math.min(BLOCK, cols - from);
    for (let row = 0; row < rows; row++) {
      for (let i = 0; i < count; i++) block[i][row] = data[row * cols + from + i];
    }
    for (let i = 0; i < count; i++) visit(block[i], from + i);
  }
}

export interface SortedColumns {
  readonly x: Matrix;
  /** [col, row]: the row's place in the ascending order of the column; every place is taken once. */
  readonly places: Uint16Array | Uint32Array;
  /** [col]: 1 where a number occurs twice. */
  readonly hasTies: Uint8Array;
}

export function sortColumns(x: Matrix): SortedColumns {
  const { rows, cols } = x;
  const places = rows <= 2 ** 16 ? new Uint16Array(rows * cols) : new Uint32Array(rows * cols);
  const hasTies = new Uint8Array(cols);
  const sorter = new ColumnSorter(rows);
  eachColumn(x, (column, col) => {
    const order = sorter.sort(column);
    const base = col * rows;
    for (let place = 0; place < rows; place++) {
      places[base + order[place]] = place;
      if (place > 0 && column[order[place]] === column[order[place - 1]]) hasTies[col] = 1;
    }
  });
  return { x, places, hasTies };
}

const DIGIT_BITS = 11;
const DIGITS = 3;
const BUCKETS = 2 ** DIGIT_BITS;

/** Radix sort of float32 by their bits. */
class ColumnSorter {
  readonly #keys: Uint32Array;
  #order: Int32Array;
  #spare: Int32Array;
  readonly #starts = new Int32Array(DIGITS * BUCKETS);

  constructor(rows: number) {
    this.#keys = new Uint32Array(rows);
    this.#order = new Int32Array(rows);
    this.#spare = new Int32Array(rows);
  }

  /** Rows in ascending order of their number; the array is used again. */
  sort(column: Float32Array): Int32Array {
    const keys = this.#keys;
    const starts = this.#starts;
    const rows = keys.length;
    const bits = new Uint32Array(column.buffer, column.byteOffset, rows);
    starts.fill(0);
    for (let row = 0; row < rows; row++) {
      // Negative numbers descend as bits: all of theirs are turned, of others the sign.
      const key = bits[row] ^ ((bits[row] >> 31) | 0x80000000);
      keys[row] = key;
      for (let digit = 0; digit < DIGITS; digit++) {
        starts[digit * BUCKETS + ((key >>> (digit * DIGIT_BITS)) & (BUCKETS - 1))]++;
      }
      this.#order[row] = row;
    }
    for (let digit = 0; digit < DIGITS; digit++) {
      let sum = 0;
      for (let bucket = digit * BUCKETS; bucket < (digit + 1) * BUCKETS; bucket++) {
        const count = starts[bucket];
        starts[bucket] = sum;
        sum += count;
      }
      const from = this.#order;
      const to = this.#spare;
      for (let i = 0; i < rows; i++) {
        const row = from[i];
        to[starts[digit * BUCKETS + ((keys[row] >>> (digit * DIGIT_BITS)) & (BUCKETS - 1))]++] = row;
      }
      this.#order = to;
      this.#spare = from;
    }
    return this.#order;
  }
}
