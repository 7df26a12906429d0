/** Rows in the memory of the compiled kernel, which compares them with a centre and adds them up. */
import type { Matrix } from "../../base/matrix.ts";
import { instantiateKernel, type Kernel, placeArrays } from "../compiled/kernel.ts";
import type { Members } from "./members.ts";

/** Members that the kernel adds up at once, and columns. */
const [MEMBERS, COLUMNS] = [4, 2];

export class HeldRows implements Matrix {
  readonly rows: number;
  readonly cols: number;
  /** [row, col], until the kernel holds others. */
  readonly data: Float32Array<ArrayBuffer>;
  readonly #kernel: Kernel;
  readonly #distances: Float64Array;
  readonly #members: Uint32Array;
  readonly #shares: Float64Array;
  /** [col]: of a centre, its scale, and what is added up; there may be a column more than the rows have. */
  readonly #centre: Float64Array;
  readonly #scale: Float64Array;
  readonly #sums: Float64Array;

  /** @param kernel - one that holds rows which are not needed any more is used again */
  constructor({ rows, cols, data }: Matrix<Float32Array | Float64Array>, kernel = instantiateKernel()) {
    this.rows = rows;
    this.cols = cols;
    this.#kernel = kernel;
    const members = MEMBERS * Math.ceil(rows / MEMBERS);
    const wide = COLUMNS * Math.ceil(cols / COLUMNS);
    const numbers = rows * cols + 1; // the last row's column more
    const [values, distances, places, shares, centre, scale, sums] = placeArrays(kernel, [
      4 * numbers,
      8 * rows,
      4 * members,
      8 * members,
      8 * wide,
      8 * wide,
      8 * wide,
    ]);
    const { buffer } = kernel.memory;
    const held = new Float32Array(buffer, values, numbers);
    held.set(data);
    held[rows * cols] = 0;
    this.data = held.subarray(0, rows * cols);
    this.#distances = new Float64Array(buffer, distances, rows);
    this.#members = new Uint32Array(buffer, places, members);
    this.#shares = new Float64Array(buffer, shares, members);
    this.#centre = new Float64Array(buffer, centre, wide);
    this.#scale = new Float64Array(buffer, scale, wide);
    this.#sums = new Float64Array(buffer, sums, wide);
  }

  /**
   * [row]: sums of (scale (x - centre))², until distances are asked for again.
   *
   * @param scale - [col]; absent: 1
   */
  distances(centre: Float64Array, scale?: Float64Array): Float64Array {
    this.#centre.set(centre);
    this.#scale.fill(0, this.cols);
    if (scale === undefined) this.#scale.fill(1, 0, this.cols);
    else this.#scale.set(scale);
    this.#kernel.distances(
      this.data.byteOffset,
      this.rows,
      this.cols,
      this.#centre.byteOffset,
      this.#scale.byteOffset,
      this.#distances.byteOffset,
    );
    return this.#distances;
  }

  /** [column]: the mean of members. */
  meanOf(members: Members): Float64Array<ArrayBuffer> {
    const count = this.#place(members);
    this.#kernel.addWeighted(
      this.data.byteOffset,
      this.cols,
      this.#members.byteOffset,
      this.#shares.byteOffset,
      count,
      this.#sums.byteOffset,
    );
    return this.#mean(members.total);
  }

  /** [column]: the mean square of members about `centre`. */
  variancesOf(members: Members, centre: Float64Array): Float64Array<ArrayBuffer> {
    const count = this.#place(members);
    this.#centre.set(centre);
    this.#kernel.addSquares(
      this.data.byteOffset,
      this.cols,
      this.#members.byteOffset,
      this.#shares.byteOffset,
      count,
      this.#centre.byteOffset,
      this.#sums.byteOffset,
    );
    return this.#mean(members.total);
  }

  /** Sums of 0, and members up to a number that the kernel takes: of the first, nothing more. */
  #place({ rows, shares }: Members): number {
    const count = MEMBERS * Math.ceil(rows.length / MEMBERS);
    this.#members.set(rows);
    this.#members.fill(rows[0], rows.length, count);
    this.#shares.set(shares);
    this.#shares.fill(0, rows.length, count);
    this.#sums.fill(0);
    return count;
  }

  #mean(total: number): Float64Array<ArrayBuffer> {
    const mean = new Float64Array(this.cols);
    for (let col = 0; col < this.cols; col++) mean[col] = this.#sums[col] / total;
    return mean;
  }
}
