/** A binary tree over columns of numbers, and how it grows from the root on. */

export interface Tree {
  /** [node]: the column that is looked at, or -1 at a leaf. */
  readonly feature: Int32Array;
  /** [node]: rows whose number is at most this go left. */
  readonly threshold: Float32Array;
  /** [node]: where they go; the node itself at a leaf. */
  readonly left: Int32Array;
  readonly right: Int32Array;
  /** [node, value]: what a leaf says; 0 elsewhere. */
  readonly values: Float32Array;
  /** Splits on the longest way to a leaf. */
  readonly depth: number;
}

export interface Split {
  readonly feature: number;
  readonly threshold: number;
  /** The rows of the node stand so that those that go left come before this place. */
  readonly middle: number;
}

/** What decides about nodes; a node is the part [from, to) of `rows`. */
export interface Splitter {
  /** [place]: row of the data; splits put the rows of a node in order. */
  readonly rows: Int32Array;
  /** Undefined where nothing is gained by another split. */
  split(from: number, to: number): Split | undefined;
  /** Writes what a leaf of these rows says. */
  leaf(from: number, to: number, values: Float32Array): void;
}

/** @param width - values of a leaf */
export function growTree(splitter: Splitter, width: number, maxDepth: number): Tree {
  const feature: number[] = [];
  const threshold: number[] = [];
  const left: number[] = [];
  const right: number[] = [];
  const leaves: number[] = [];
  const said: number[] = [];
  const leaf = new Float32Array(width);
  let depth = 0;
  const grow = (from: number, to: number, level: number): number => {
    const node = feature.length;
    const split = level < maxDepth ? splitter.split(from, to) : undefined;
    feature.push(split?.feature ?? -1);
    threshold.push(split?.threshold ?? 0);
    left.push(node);
    right.push(node);
    depth = Math.max(depth, level);
    if (split === undefined) {
      splitter.leaf(from, to, leaf);
      leaves.push(node);
      for (const value of leaf) said.push(value);
    } else {
      left[node] = grow(from, split.middle, level + 1);
      right[node] = grow(split.middle, to, level + 1);
    }
    return node;
  };
  grow(0, splitter.rows.length, 0);
  const values = new Float32Array(feature.length * width);
  for (const [i, node] of leaves.entries()) {
    for (let value = 0; value < width; value++) values[node * width + value] = said[i * width + value];
  }
  return {
    feature: Int32Array.from(feature),
    threshold: Float32Array.from(threshold),
    left: Int32Array.from(left),
    right: Int32Array.from(right),
    values,
    depth,
  };
}

/** A number of float32 that is at least `low` and less than `high`, in the middle where there is one. */
export function between(low: number, high: number): number {
  const middle = Math.fround(low / 2 + high / 2);
  return middle >= low && middle < high ? middle : low;
}
