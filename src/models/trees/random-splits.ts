/** Geurts' splits: of the columns that are drawn, each cut at random between its least and its greatest number, the purest. */
import type { Matrix } from "../../base/matrix.ts";
import type { Random } from "../../base/random.ts";
import type { DrawnFeatures } from "./drawn-features.ts";
import { type LabelledRows, labelShares, pureScore } from "./labelled-rows.ts";
import type { Splitter } from "./tree.ts";

/**
 * @param data - rows of a label weigh the same
 * @param rows - those that the tree learns from, each once; they are put in another order
 * @param minLeaf - least rows of a leaf
 */
export function randomSplits(
  x: Matrix,
  data: LabelledRows,
  rows: Int32Array,
  drawn: DrawnFeatures,
  minLeaf: number,
  random: Random,
): Splitter {
  const node = new NodeRows(data, x.cols);
  return {
    rows,
    split(from, to) {
      if (to - from < 2 * minLeaf || !node.gather(rows, from, to)) return undefined;
      const pure = pureScore(node.weight);
      let score = Number.NEGATIVE_INFINITY;
      let best: { feature: number; threshold: number } | undefined;
      drawn.begin();
      for (let feature = drawn.next(); feature >= 0; feature = drawn.next()) {
        node.look(x, feature);
        if (node.least === node.most) continue;
        drawn.found();
        const threshold = cut(node.least, node.most, random.uniform());
        const own = node.scoreOf(threshold, minLeaf);
        if (own > score) {
          score = own;
          best = { feature, threshold };
          if (score >= pure) break;
        }
      }
      if (best === undefined) return undefined;
      const { feature, threshold } = best;
      return { feature, threshold, middle: partition(rows, from, to, x, feature, threshold) };
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
  { cols, data }: Matrix,
  feature: number,
  threshold: number,
): number {
  let middle = from;
  for (let i = from; i < to; i++) {
    const row = rows[i];
    if (data[row * cols + feature] > threshold) continue;
    rows[i] = rows[middle];
    rows[middle++] = row;
  }
  return middle;
}

/** A node's rows, those of a label together: what all columns that it looks at need of them. */
class NodeRows {
  least = 0;
  most = 0;
  /** Of all rows. */
  weight = 0;
  readonly #data: LabelledRows;
  readonly #cols: number;
  /** Where the rows begin in the matrix. */
  readonly #starts: Int32Array;
  readonly #values: Float32Array;
  /** [label] */
  readonly #weights: Float64Array;
  readonly #counts: Int32Array;
  readonly #places: Int32Array;
  /** [label of the node]: which one, and where its rows end. */
  readonly #present: Int32Array;
  readonly #ends: Int32Array;
  #labels = 0;
  #count = 0;

  constructor(data: LabelledRows, cols: number) {
    const { length } = data.y;
    this.#data = data;
    this.#cols = cols;
    this.#starts = new Int32Array(length);
    this.#values = new Float32Array(length);
    this.#weights = new Float64Array(data.labels);
    this.#counts = new Int32Array(data.labels);
    this.#places = new Int32Array(data.labels);
    this.#present = new Int32Array(data.labels);
    this.#ends = new Int32Array(data.labels);
    data.y.forEach((label, row) => {
      this.#weights[label] = data.weights[row];
    });
  }

  /** @returns whether there are several labels */
  gather(rows: Int32Array, from: number, to: number): boolean {
    const { y } = this.#data;
    const counts = this.#counts;
    const places = this.#places;
    counts.fill(0);
    for (let i = from; i < to; i++) counts[y[rows[i]]]++;
    this.#count = to - from;
    this.#labels = 0;
    this.weight = 0;
    let end = 0;
    for (let label = 0; label < counts.length; label++) {
      if (counts[label] === 0) continue;
      places[label] = end;
      end += counts[label];
      this.#present[this.#labels] = label;
      this.#ends[this.#labels++] = end;
      this.weight += counts[label] * this.#weights[label];
    }
    if (this.#labels < 2) return false;
    for (let i = from; i < to; i++) {
      const row = rows[i];
      this.#starts[places[y[row]]++] = row * this.#cols;
    }
    return true;
  }

  /** Takes the numbers of the rows from a column. */
  look({ data }: Matrix, feature: number): void {
    const starts = this.#starts;
    const values = this.#values;
    const count = this.#count;
    let least = data[starts[0] + feature];
    let most = least;
    for (let i = 0; i < count; i++) {
      const value = data[starts[i] + feature];
      values[i] = value;
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
    this.least = least;
    this.most = most;
  }

  /** As of the best splits: greatest where Gini's impurity is least; -Infinity if a side has too few rows. */
  scoreOf(threshold: number, minLeaf: number): number {
    const values = this.#values;
    const ends = this.#ends;
    const present = this.#present;
    const labels = this.#labels;
    let leftWeight = 0;
    let leftSquares = 0;
    let rightSquares = 0;
    let goLeft = 0;
    let i = 0;
    for (let at = 0; at < labels; at++) {
      const start = i;
      const end = ends[at];
      let own = 0;
      // a number of the comparison: as a branch it would be guessed wrong half of the time
      for (; i < end; i++) own += Number(values[i] <= threshold);
      goLeft += own;
      const weight = this.#weights[present[at]];
      const left = own * weight;
      const right = (end - start) * weight - left;
      leftWeight += left;
      leftSquares += left * left;
      rightSquares += right * right;
    }
    if (goLeft < minLeaf || this.#count - goLeft < minLeaf) return Number.NEGATIVE_INFINITY;
    return leftSquares / leftWeight + rightSquares / (this.weight - leftWeight);
  }
}
