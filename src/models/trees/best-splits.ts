/**
 * Breiman's splits: of the columns that are drawn, the threshold that leaves the least Gini impurity, exactly. Columns are
 * sorted once for all trees; a node puts its rows in order by setting a bit at the place of each and reading the bits.
 */
import type { Matrix } from "../../base/matrix.ts";
import type { SortedColumns } from "./columns.ts";
import type { DrawnFeatures } from "./drawn-features.ts";
import { countLabels, type LabelledRows, labelShares, pureScore } from "./labelled-rows.ts";
import { between, type Splitter } from "./tree.ts";

/**
 * @param rows - those that the tree learns from, each once; they are put in another order
 * @param minLeaf - least rows of a leaf
 */
export function bestSplits(
  columns: SortedColumns,
  data: LabelledRows,
  rows: Int32Array,
  drawn: DrawnFeatures,
  minLeaf: number,
): Splitter {
  const { x, places, hasTies } = columns;
  const order = new PlaceOrder(x.rows);
  const scan = new Scan(columns, data, minLeaf);
  return {
    rows,
    split(from, to) {
      const count = to - from;
      if (count < 2 * minLeaf || !countLabels(data, rows, from, to, scan.totals)) return undefined;
      scan.begin();
      let best: { feature: number; threshold: number; place: number } | undefined;
      drawn.begin();
      for (let feature = drawn.next(); feature >= 0; feature = drawn.next()) {
        const base = feature * x.rows;
        const sorted = order.sort(places, base, rows, from, to);
        if (hasTies[feature] === 1 && at(x, sorted[0], feature) === at(x, sorted[count - 1], feature))
          continue;
        drawn.found();
        const middle = scan.best(sorted, count, feature);
        if (middle === 0) continue;
        const threshold = between(at(x, sorted[middle - 1], feature), at(x, sorted[middle], feature));
        best = { feature, threshold, place: places[base + sorted[middle]] };
        if (scan.score >= pureScore(scan.weight)) break;
      }
      if (best === undefined) return undefined;
      const { feature, threshold, place } = best;
      return { feature, threshold, middle: partition(rows, from, to, places, feature * x.rows, place) };
    },
    leaf: (from, to, shares) => labelShares(data, rows, from, to, shares),
  };
}

function at({ cols, data }: Matrix, row: number, col: number): number {
  return data[row * cols + col];
}

/** Puts rows that stand before `place` in the order of their column first; tells where the others begin. */
function partition(
  rows: Int32Array,
  from: number,
  to: number,
  places: Uint16Array | Uint32Array,
  base: number,
  place: number,
): number {
  let middle = from;
  for (let i = from; i < to; i++) {
    const row = rows[i];
    if (places[base + row] >= place) continue;
    rows[i] = rows[middle];
    rows[middle++] = row;
  }
  return middle;
}

/** Rows of a node in the order of a column. */
class PlaceOrder {
  readonly #sorted: Int32Array;
  readonly #keys: Int32Array;
  /** [place]: the row that stands there. */
  readonly #rowAt: Int32Array;
  /** A bit for each place. */
  readonly #bits: Int32Array;

  constructor(rows: number) {
    this.#sorted = new Int32Array(rows);
    this.#keys = new Int32Array(rows);
    this.#rowAt = new Int32Array(rows);
    this.#bits = new Int32Array(Math.ceil(rows / 32));
  }

  /** @returns the rows in order, from 0 on; the array is used again */
  sort(
    places: Uint16Array | Uint32Array,
    base: number,
    rows: Int32Array,
    from: number,
    to: number,
  ): Int32Array {
    // Reading the bits of all places costs more than it saves where the rows are few.
    const count = to - from;
    if (count * count <= 4 * this.#bits.length) this.#insert(places, base, rows, from, count);
    else this.#mark(places, base, rows, from, to);
    return this.#sorted;
  }

  #insert(
    places: Uint16Array | Uint32Array,
    base: number,
    rows: Int32Array,
    from: number,
    count: number,
  ): void {
    const sorted = this.#sorted;
    const keys = this.#keys;
    for (let i = 0; i < count; i++) {
      const row = rows[from + i];
      const key = places[base + row];
      let at = i;
      while (at > 0 && keys[at - 1] > key) {
        keys[at] = keys[at - 1];
        sorted[at] = sorted[at - 1];
        at--;
      }
      keys[at] = key;
      sorted[at] = row;
    }
  }

  #mark(places: Uint16Array | Uint32Array, base: number, rows: Int32Array, from: number, to: number): void {
    const sorted = this.#sorted;
    const rowAt = this.#rowAt;
    const bits = this.#bits;
    for (let i = from; i < to; i++) {
      const row = rows[i];
      const place = places[base + row];
      rowAt[place] = row;
      bits[place >>> 5] |= 1 << (place & 31);
    }
    for (let word = 0, at = 0; word < bits.length; word++) {
      let rest = bits[word];
      bits[word] = 0;
      const start = (word << 5) + 31;
      while (rest !== 0) {
        const low = rest & -rest;
        rest ^= low;
        sorted[at++] = rowAt[start - Math.clz32(low)];
      }
    }
  }
}

/** The search for the best place between two rows. */
class Scan {
  /** [label]: weight in the node. */
  readonly totals: Float64Array;
  /**
   * The best so far: the sum over both sides of squared weights of labels over the side's weight, which is greatest where
   * Gini's impurity is least.
   */
  score = Number.NEGATIVE_INFINITY;
  /** Of the node; and the sum of the squares of `totals`. */
  weight = 0;
  #squares = 0;
  readonly #columns: SortedColumns;
  readonly #data: LabelledRows;
  readonly #minLeaf: number;
  readonly #left: Float64Array;

  constructor(columns: SortedColumns, data: LabelledRows, minLeaf: number) {
    this.totals = new Float64Array(data.labels);
    this.#columns = columns;
    this.#data = data;
    this.#minLeaf = minLeaf;
    this.#left = new Float64Array(data.labels);
  }

  /** Begins a node whose `totals` are there. */
  begin(): void {
    this.score = Number.NEGATIVE_INFINITY;
    this.weight = 0;
    this.#squares = 0;
    for (const total of this.totals) {
      this.weight += total;
      this.#squares += total * total;
    }
  }

  /** @returns rows of the left side, or 0 if nothing is better than before */
  best(sorted: Int32Array, count: number, feature: number): number {
    const { y, weights } = this.#data;
    const { x, hasTies } = this.#columns;
    const ties = hasTies[feature] === 1;
    const totals = this.totals;
    const left = this.#left;
    const minLeaf = this.#minLeaf;
    left.fill(0);
    let leftWeight = 0;
    let rightWeight = this.weight;
    let leftSquares = 0;
    let rightSquares = this.#squares;
    let score = this.score;
    let middle = 0;
    const last = count - minLeaf;
    for (let i = 0; i < last; i++) {
      const row = sorted[i];
      const label = y[row];
      const weight = weights[row];
      const before = left[label];
      leftSquares += weight * (2 * before + weight);
      rightSquares -= weight * (2 * (totals[label] - before) - weight);
      left[label] = before + weight;
      leftWeight += weight;
      rightWeight -= weight;
      const own = (leftSquares * rightWeight + rightSquares * leftWeight) / (leftWeight * rightWeight);
      if (!(own > score) || i + 1 < minLeaf) continue;
      const isTied = ties && at(x, row, feature) === at(x, sorted[i + 1], feature);
      if (isTied) continue;
      score = own;
      middle = i + 1;
    }
    this.score = score;
    return middle;
  }
}
