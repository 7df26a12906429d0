/** Geurts' splits: of the columns that are drawn, each cut at random between its least and its greatest number, the purest. */
import type { Random } from "../../base/random.ts";
import type { DrawnFeatures } from "./drawn-features.ts";
import { countLabels, type LabelledRows, labelShares } from "./labelled-rows.ts";
import type { Splitter } from "./tree.ts";

/**
 * @param columns - [col, row]
 * @param rows - those that the tree learns from, each once; they are put in another order
 * @param minLeaf - least rows of a leaf
 */
export function randomSplits(
  columns: Float32Array,
  data: LabelledRows,
  rows: Int32Array,
  drawn: DrawnFeatures,
  minLeaf: number,
  random: Random,
): Splitter {
  const height = data.y.length;
  const totals = new Float64Array(data.labels);
  const node = new NodeRows(data);
  return {
    rows,
    split(from, to) {
      if (to - from < 2 * minLeaf || !countLabels(data, rows, from, to, totals)) return undefined;
      node.gather(rows, from, to);
      let score = Number.NEGATIVE_INFINITY;
      let best: { feature: number; threshold: number } | undefined;
      drawn.begin();
      for (let feature = drawn.next(); feature >= 0; feature = drawn.next()) {
        node.look(columns, feature * height);
        if (node.least === node.most) continue;
        drawn.found();
        const threshold = cut(node.least, node.most, random.uniform());
        const own = node.scoreOf(threshold, totals, minLeaf);
        if (own > score) {
          score = own;
          best = { feature, threshold };
        }
      }
      if (best === undefined) return undefined;
      const { feature, threshold } = best;
      return { feature, threshold, middle: partition(rows, from, to, columns, feature * height, threshold) };
    },
    leaf: (from, to, shares) => labelShares(data, rows, from, to, shares),
  };
}

/** A number of float32 from `least` on that is less than `most`. */
function cut(least: number, most: number, share: number): number {
  const threshold = Math.fround(least + share * (most - least));
  return threshold >= least && threshold < most ? threshold : least;
}

function partition(
  rows: Int32Array,
  from: number,
  to: number,
  columns: Float32Array,
  base: number,
  threshold: number,
): number {
  let middle = from;
  for (let i = from; i < to; i++) {
    const row = rows[i];
    if (columns[base + row] > threshold) continue;
    rows[i] = rows[middle];
    rows[middle++] = row;
  }
  return middle;
}

/** A node's rows, put together: what all columns that it looks at need of them. */
class NodeRows {
  least = 0;
  most = 0;
  readonly #data: LabelledRows;
  readonly #rows: Int32Array;
  readonly #labels: Int32Array;
  readonly #weights: Float64Array;
  readonly #values: Float32Array;
  readonly #left: Float64Array;
  #count = 0;

  constructor(data: LabelledRows) {
    const { length } = data.y;
    this.#data = data;
    this.#rows = new Int32Array(length);
    this.#labels = new Int32Array(length);
    this.#weights = new Float64Array(length);
    this.#values = new Float32Array(length);
    this.#left = new Float64Array(data.labels);
  }

  gather(rows: Int32Array, from: number, to: number): void {
    this.#count = to - from;
    for (let i = 0; i < this.#count; i++) {
      const row = rows[from + i];
      this.#rows[i] = row;
      this.#labels[i] = this.#data.y[row];
      this.#weights[i] = this.#data.weights[row];
    }
  }

  /** Takes the numbers of the rows from a column. */
  look(columns: Float32Array, base: number): void {
    const rows = this.#rows;
    const values = this.#values;
    let least = Number.POSITIVE_INFINITY;
    let most = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < this.#count; i++) {
      const value = columns[base + rows[i]];
      values[i] = value;
      if (value < least) least = value;
      if (value > most) most = value;
    }
    this.least = least;
    this.most = most;
  }

  /** As of `Scan`; -Infinity if a side has too few rows. */
  scoreOf(threshold: number, totals: Float64Array, minLeaf: number): number {
    const labels = this.#labels;
    const weights = this.#weights;
    const values = this.#values;
    const left = this.#left;
    left.fill(0);
    let count = 0;
    for (let i = 0; i < this.#count; i++) {
      const goes = values[i] <= threshold ? 1 : 0;
      left[labels[i]] += goes * weights[i];
      count += goes;
    }
    if (count < minLeaf || this.#count - count < minLeaf) return Number.NEGATIVE_INFINITY;
    let [leftWeight, rightWeight, leftSquares, rightSquares] = [0, 0, 0, 0];
    for (let label = 0; label < left.length; label++) {
      const own = left[label];
      const other = totals[label] - own;
      leftWeight += own;
      rightWeight += other;
      leftSquares += own * own;
      rightSquares += other * other;
    }
    return leftSquares / leftWeight + rightSquares / rightWeight;
  }
}
