/** One-vs-one classification on a precomputed kernel: one calibrated binary machine for each pair of labels. */
import type { Matrix } from "../../base/matrix.ts";
import { foldsOf } from "./folds.ts";
import { fitSigmoid, type Sigmoid } from "./platt.ts";
import { type BinarySvm, trainBinarySvm } from "./smo.ts";

export interface PairOptions {
  /** [label]: upper bound of alpha for rows of that label. */
  readonly costs: readonly number[];
  /** [row]: rows of one group (copies of one clip) stay together when the sigmoid is calibrated. */
  readonly groups: readonly string[];
  readonly signal?: AbortSignal | undefined;
}

export interface Pair {
  /** Label of the positive side. */
  readonly first: number;
  /** Label of the negative side. */
  readonly second: number;
  /** Rows of the training data that `machine.coefficients` belong to. */
  readonly rows: Int32Array;
  readonly machine: BinarySvm;
  readonly sigmoid: Sigmoid;
}

const CALIBRATION_FOLDS = 5; // as LIBSVM

/** Of so many rows, those that a calibrating machine is trained on. */
export const rowsOutside = (rows: number): number => Math.ceil(rows * (1 - 1 / CALIBRATION_FOLDS));

/**
 * Trains the machine that tells label `first` from label `second`. Its sigmoid is fitted to decision values of
 * a cross-validation inside the pair's rows, as in LIBSVM; folds are whole groups and the same at every call.
 *
 * @param gram - [row, row]
 * @param y - [row], label of each row
 * @throws the signal's reason when aborted
 */
export function trainPair(
  gram: Matrix,
  y: Int32Array,
  first: number,
  second: number,
  options: PairOptions,
): Pair {
  const { rows, signs, kernel } = pairOf(gram, y, first, second);
  const costs: [number, number] = [options.costs[first], options.costs[second]];
  const folds = foldsOf(
    Array.from(rows, (row) => options.groups[row]),
    CALIBRATION_FOLDS,
  );
  return {
    first,
    second,
    rows,
    machine: trainBinarySvm(kernel, signs, ...costs, options.signal),
    sigmoid: fitSigmoid(heldOutDecisions(kernel, signs, folds, costs, options.signal), signs),
  };
}

/** The rows of two labels, their signs (1 for `first`, -1 for `second`) and the kernel between them. */
export function pairOf(
  gram: Matrix,
  y: Int32Array,
  first: number,
  second: number,
): { rows: Int32Array; signs: Int8Array; kernel: Float32Array } {
  const rows: number[] = [];
  for (let row = 0; row < y.length; row++) if (y[row] === first || y[row] === second) rows.push(row);
  return {
    rows: Int32Array.from(rows),
    signs: Int8Array.from(rows, (row) => (y[row] === first ? 1 : -1)),
    kernel: selectSquare(gram.data, gram.cols, rows),
  };
}

/** Decision value of every row by a machine that was trained without the row's fold. */
function heldOutDecisions(
  kernel: Float32Array,
  signs: Int8Array,
  folds: Int32Array,
  costs: [number, number],
  signal: AbortSignal | undefined,
): Float64Array {
  const n = signs.length;
  const decisions = new Float64Array(n);
  for (let fold = 0; fold < CALIBRATION_FOLDS; fold++) {
    const inside: number[] = [];
    for (let i = 0; i < n; i++) if (folds[i] !== fold) inside.push(i);
    const insideSigns = Int8Array.from(inside, (i) => signs[i]);
    const machine =
      insideSigns.includes(1) && insideSigns.includes(-1)
        ? trainBinarySvm(selectSquare(kernel, n, inside), insideSigns, ...costs, signal)
        : { coefficients: new Float64Array(inside.length), rho: -(insideSigns[0] ?? 0) }; // the only side, or nothing, is left
    for (let i = 0; i < n; i++) {
      if (folds[i] !== fold) continue;
      let sum = -machine.rho;
      for (let k = 0; k < inside.length; k++) sum += machine.coefficients[k] * kernel[i * n + inside[k]];
      decisions[i] = sum;
    }
  }
  return decisions;
}

/** The square submatrix of the given rows and columns. */
function selectSquare(matrix: Float32Array, size: number, rows: readonly number[]): Float32Array {
  const n = rows.length;
  const selected = new Float32Array(n * n);
  for (let i = 0; i < n; i++) {
    const from = rows[i] * size;
    for (let j = 0; j < n; j++) selected[i * n + j] = matrix[from + rows[j]];
  }
  return selected;
}
