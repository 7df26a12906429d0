/**
 * Trees as a graph: all of them step down at once, level by level, by looking up tables of their nodes. Standard operators
 * with sizes of their own, so that a file from a stranger ends whatever its tables say; a leaf leads to itself.
 */
import type { OnnxBuilder } from "../../engine/onnx/builder.ts";
import type { Tree } from "./tree.ts";

/**
 * Adds trees.
 *
 * @param features - name of a tensor [n, width]
 * @param values - numbers of a leaf
 * @returns the name of what their leaves say: [n, tree, value]
 */
export function addTrees(
  onnx: OnnxBuilder,
  features: string,
  trees: readonly Tree[],
  values: number,
): string {
  const table = tableOf(trees, values);
  const { roots } = table;
  const of = (column: Int32Array): number[] => Array.from(roots, (root) => column[root]);
  const across = [1, roots.length];
  const seen = onnx.node("Gather", [features, onnx.integers(of(table.feature))], { axis: { int: 1 } });
  const thresholds = Float32Array.from(roots, (root) => table.threshold[root]);
  let at = onnx.node("Where", [
    onnx.node("Less", [onnx.constant(across, thresholds), seen]),
    onnx.integers(of(table.right), across),
    onnx.integers(of(table.left), across),
  ]);
  const levels = trees.reduce((most, { depth }) => Math.max(most, depth), 0);
  if (levels > 1) {
    const [feature, left, right] = [table.feature, table.left, table.right].map((one) =>
      onnx.integers(Array.from(one)),
    );
    const threshold = onnx.constant([table.threshold.length], table.threshold);
    for (let level = 1; level < levels; level++) {
      const look = (column: string): string => onnx.node("Gather", [column, at], { axis: { int: 0 } });
      const value = onnx.node("GatherElements", [features, look(feature)], { axis: { int: 1 } });
      const isMore = onnx.node("Less", [look(threshold), value]);
      at = onnx.node("Where", [isMore, look(right), look(left)]);
    }
  }
  const said = onnx.constant([table.values.length / values, values], table.values);
  return onnx.node("Gather", [said, at], { axis: { int: 0 } });
}

interface Table extends Omit<Tree, "depth"> {
  /** [tree] */
  readonly roots: Int32Array;
}

/** The nodes of all trees in one row: leaves first, so that only they need values. */
function tableOf(trees: readonly Tree[], width: number): Table {
  const nodes = trees.reduce((sum, { feature }) => sum + feature.length, 0);
  const leaves = trees.reduce((sum, { feature }) => sum + feature.filter((one) => one < 0).length, 0);
  const table = {
    roots: new Int32Array(trees.length),
    feature: new Int32Array(nodes),
    threshold: new Float32Array(nodes),
    left: new Int32Array(nodes),
    right: new Int32Array(nodes),
    values: new Float32Array(leaves * width),
  };
  let [leaf, branch] = [0, leaves];
  for (const [i, tree] of trees.entries()) {
    const places = tree.feature.map((feature) => (feature < 0 ? leaf++ : branch++));
    table.roots[i] = places[0];
    for (const [node, place] of places.entries()) {
      table.left[place] = places[tree.left[node]];
      table.right[place] = places[tree.right[node]];
      if (tree.feature[node] < 0) {
        table.values.set(tree.values.subarray(node * width, (node + 1) * width), place * width);
      } else {
        table.feature[place] = tree.feature[node];
        table.threshold[place] = tree.threshold[node];
      }
    }
  }
  return table;
}
