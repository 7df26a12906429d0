/**
 * Boosted trees on binned columns: every tree steps down the gradient of the deviance. A column is counted into bins once;
 * a level of a tree adds up gradients by bin, for all of its nodes at once.
 */
import type { Matrix } from "../../base/matrix.ts";
import { between, type Tree } from "./tree.ts";

/** A bin is a byte, and few enough that sums of all nodes of a level stay in the nearest cache. */
const MOST_BINS = 64;

export interface BinnedColumns {
  readonly rows: number;
  readonly cols: number;
  /** [col, row] */
  readonly bins: Uint8Array;
  /** [col][bin]: numbers of a bin are at most this; the last bin has none. */
  readonly thresholds: readonly Float32Array[];
}

/** Bins of about as many rows each; a bin to a number where there are few different ones. */
export function binColumns({ rows, cols, data }: Matrix): BinnedColumns {
  const bins = new Uint8Array(rows * cols);
  const column = new Float32Array(rows);
  const thresholds = Array.from({ length: cols }, (_, col) => {
    for (let row = 0; row < rows; row++) column[row] = data[row * cols + col];
    const sorted = column.toSorted();
    const limits = thresholdsOf(sorted);
    for (let row = 0; row < rows; row++) bins[col * rows + row] = binOf(limits, column[row]);
    return limits;
  });
  return { rows, cols, bins, thresholds };
}

function thresholdsOf(sorted: Float32Array): Float32Array {
  const changes: number[] = [];
  for (let i = 1; i < sorted.length; i++) if (sorted[i] > sorted[i - 1]) changes.push(i);
  const limit = (i: number): number => between(sorted[i - 1], sorted[i]);
  if (changes.length < MOST_BINS) return Float32Array.from(changes, limit);
  const limits = new Set<number>();
  let at = 0;
  for (let bin = 1; bin < MOST_BINS; bin++) {
    const wanted = Math.round((bin * sorted.length) / MOST_BINS);
    while (at < changes.length && changes[at] < wanted) at++;
    if (at < changes.length) limits.add(limit(changes[at]));
  }
  return Float32Array.from(limits);
}

/** The first bin whose limit is not less. */
function binOf(limits: Float32Array, value: number): number {
  let [low, high] = [0, limits.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value <= limits[middle]) high = middle;
    else low = middle + 1;
  }
  return low;
}

export interface Slope {
  /** [row]: first and second derivative of the deviance. */
  readonly gradient: Float64Array;
  readonly hessian: Float64Array;
}

export interface TreeOptions {
  readonly maxDepth: number;
  readonly minLeaf: number;
  /** Factor on what leaves say. */
  readonly learningRate: number;
}

/** Gradient, hessian and rows of a bin. */
const SUMS = 3;

interface Node {
  readonly gradient: number;
  readonly hessian: number;
  readonly count: number;
}

interface Best {
  readonly gain: number;
  readonly feature: number;
  readonly bin: number;
  readonly left: Node;
}

/** A Newton step is only taken where there is some curvature. */
const LEAST_HESSIAN = 1e-3;

/**
 * One tree, level by level.
 *
 * @param rows - those that it learns from
 * @param features - columns that it may look at
 */
export function growBoosted(
  columns: BinnedColumns,
  rows: Int32Array,
  features: Int32Array,
  { gradient, hessian }: Slope,
  { maxDepth, minLeaf, learningRate }: TreeOptions,
): Tree {
  const feature = [-1];
  const threshold = [0];
  const left = [0];
  const right = [0];
  const nodes: Node[] = [sumOf(rows, gradient, hessian)];
  /** [row]: its node within the level; rows of leaves are behind `end`. */
  const at = new Int32Array(columns.rows);
  let open = [0];
  let active = rows.slice();
  let depth = 0;
  while (depth < maxDepth && open.length > 0) {
    const level = open.map((node) => nodes[node]);
    const best = bestOfLevel(columns, active, features, at, level, gradient, hessian, minLeaf);
    const next: number[] = [];
    /** [node of this level]: the place of its left side in the next level, or -1. */
    const places = best.map((split, i) => {
      if (split === undefined) return -1;
      const node = open[i];
      const parent = nodes[node];
      feature[node] = split.feature;
      threshold[node] = columns.thresholds[split.feature][split.bin];
      const children = [split.left, rest(parent, split.left)];
      [left[node], right[node]] = [nodes.length, nodes.length + 1];
      for (const child of children) {
        next.push(nodes.length);
        left.push(nodes.length);
        right.push(nodes.length);
        feature.push(-1);
        threshold.push(0);
        nodes.push(child);
      }
      return next.length - 2;
    });
    active = active.filter((row) => {
      const split = best[at[row]];
      if (split === undefined) return false;
      const isRight = columns.bins[split.feature * columns.rows + row] > split.bin;
      at[row] = places[at[row]] + (isRight ? 1 : 0);
      return true;
    });
    open = next;
    if (next.length > 0) depth++;
  }
  return {
    feature: Int32Array.from(feature),
    threshold: Float32Array.from(threshold),
    left: Int32Array.from(left),
    right: Int32Array.from(right),
    values: Float32Array.from(nodes, (node, i) =>
      feature[i] < 0 ? (-learningRate * node.gradient) / Math.max(node.hessian, LEAST_HESSIAN) : 0,
    ),
    depth,
  };
}

function sumOf(rows: Int32Array, gradient: Float64Array, hessian: Float64Array): Node {
  let [g, h] = [0, 0];
  for (const row of rows) {
    g += gradient[row];
    h += hessian[row];
  }
  return { gradient: g, hessian: h, count: rows.length };
}

function rest(all: Node, part: Node): Node {
  return {
    gradient: all.gradient - part.gradient,
    hessian: all.hessian - part.hessian,
    count: all.count - part.count,
  };
}

function scoreOf({ gradient, hessian }: Node): number {
  return (gradient * gradient) / hessian;
}

/** Of each node of a level, the split that gains most; undefined where none gains. */
function bestOfLevel(
  { rows: height, bins, thresholds }: BinnedColumns,
  rows: Int32Array,
  features: Int32Array,
  at: Int32Array,
  level: readonly Node[],
  gradient: Float64Array,
  hessian: Float64Array,
  minLeaf: number,
): (Best | undefined)[] {
  const best: (Best | undefined)[] = level.map(() => undefined);
  const sums = new Float64Array(level.length * MOST_BINS * SUMS);
  for (const feature of features) {
    sums.fill(0);
    const base = feature * height;
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i];
      const place = (at[row] * MOST_BINS + bins[base + row]) * SUMS;
      sums[place] += gradient[row];
      sums[place + 1] += hessian[row];
      sums[place + 2]++;
    }
    for (const [i, node] of level.entries()) {
      const found = bestBin(sums, i * MOST_BINS * SUMS, thresholds[feature].length, node, minLeaf);
      if (found !== undefined && found.gain > (best[i]?.gain ?? 0)) best[i] = { ...found, feature };
    }
  }
  return best;
}

function bestBin(
  sums: Float64Array,
  from: number,
  limits: number,
  node: Node,
  minLeaf: number,
): Omit<Best, "feature"> | undefined {
  const own = scoreOf(node);
  let [bestGain, bestAt] = [0, -1];
  let g = 0;
  let h = 0;
  let count = 0;
  let best: Node | undefined;
  for (let bin = 0; bin < limits; bin++) {
    const place = from + bin * SUMS;
    g += sums[place];
    h += sums[place + 1];
    count += sums[place + 2];
    const other = node.hessian - h;
    if (count < minLeaf || h < LEAST_HESSIAN) continue;
    if (node.count - count < minLeaf || other < LEAST_HESSIAN) break;
    const gain = (g * g) / h + (node.gradient - g) ** 2 / other - own;
    if (gain <= bestGain) continue;
    bestGain = gain;
    bestAt = bin;
    best = { gradient: g, hessian: h, count };
  }
  return best === undefined ? undefined : { gain: bestGain, bin: bestAt, left: best };
}

/** Adds what a tree says of every row. */
export function addTreeTo(
  { rows, cols, data }: Matrix,
  tree: Tree,
  scores: Float64Array,
  from: number,
): void {
  const { feature, threshold, left, right, values } = tree;
  for (let row = 0; row < rows; row++) {
    let node = 0;
    while (feature[node] >= 0) {
      node = data[row * cols + feature[node]] > threshold[node] ? right[node] : left[node];
    }
    scores[from + row] += values[node];
  }
}
