/** Geurts' splits: of the columns that are drawn, each cut at random between its least and its greatest number, the purest. */
import type { Matrix } from "../../base/matrix.ts";
import type { Random } from "../../base/random.ts";
import { instantiateKernel, placeArrays } from "../compiled/kernel.ts";
import { type LabelledRows, labelShares } from "./labelled-rows.ts";
import type { Splitter } from "./tree.ts";

/** Fields of the kernel's record; where the state of its generator stands, and what the last split was. */
const FIELDS = 21;
const [STATE, FEATURE, THRESHOLD] = [15, 19, 20];

/**
 * What splits nodes of trees that learn from all rows, one tree after the other.
 *
 * @param data - rows of a label weigh the same
 * @param wanted - columns that a node looks at
 * @param minLeaf - least rows of a leaf
 */
export function randomSplits(
  x: Matrix,
  data: LabelledRows,
  wanted: number,
  minLeaf: number,
): (random: Random) => Splitter {
  const kernel = instantiateKernel();
  const { y, labels } = data;
  const each = 4 * x.rows;
  const [record, numbers, label, weights, places, features, starts, values, ...counts] = placeArrays(kernel, [
    ...[4 * FIELDS, 4 * x.data.length, each, 8 * labels, each, 4 * x.cols],
    // numbers of a node up to a whole vector
    ...[each, each + 16, 4 * labels, 4 * labels, 4 * labels, 8 * labels],
  ]);
  const { buffer } = kernel.memory;
  new Float32Array(buffer, numbers, x.data.length).set(x.data);
  new Int32Array(buffer, label, x.rows).set(y);
  const own = new Float64Array(buffer, weights, labels);
  for (let row = 0; row < x.rows; row++) own[y[row]] = data.weights[row];
  const fields = new Uint32Array(buffer, record, FIELDS);
  fields.set([numbers, x.cols, label, labels, weights, minLeaf, places, features, wanted, starts, values]);
  fields.set(counts, 11);
  const threshold = new Float32Array(buffer, record, FIELDS);
  const rows = new Int32Array(buffer, places, x.rows);
  const order = new Uint32Array(buffer, features, x.cols);
  return (random) => {
    for (let row = 0; row < x.rows; row++) rows[row] = row;
    for (let col = 0; col < x.cols; col++) order[col] = col;
    for (let i = 0; i < 4; i++) fields[STATE + i] = random.integer(2 ** 32);
    return {
      rows,
      split(from, to) {
        if (to - from < 2 * minLeaf) return undefined;
        const middle = kernel.split(record, from, to);
        return middle === 0
          ? undefined
          : { feature: fields[FEATURE], threshold: threshold[THRESHOLD], middle };
      },
      leaf: (from, to, shares) => labelShares(data, rows, from, to, shares),
    };
  };
}
