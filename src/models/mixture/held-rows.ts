/** Rows in the memory of the compiled kernel, which compares them with a centre and adds them up. */
import type { Matrix } from "../../base/matrix.ts";
import { instantiateKernel, type Kernel, placeArrays } from "../compiled/kernel.ts";
import type { Members } from "./members.ts";

/** Rows that the kernel goes through at once, and members; columns, of float32 and of float64. */
const ROWS = 4;
const MEMBERS = 8;
const LANES = { f32: 4, f64: 2 } as const;

export class HeldRows implements Matrix {
  readonly rows: number;
  readonly cols: number;
  /** [row, col], until the kernel holds others. */
  readonly data: Float32Array<ArrayBuffer>;
  readonly #kernel: Kernel;
  readonly #nearness: Float32Array;
  readonly #distances: Float64Array;
  readonly #members: Uint32Array;
  readonly #shares: Float64Array;
  /** [col] up to a whole vector. */
  readonly #centre: { readonly f32: Float32Array; readonly f64: Float64Array };
  readonly #scale: { readonly f32: Float32Array; readonly f64: Float64Array };
  readonly #sums: Float64Array;
  readonly #squares: Float64Array;

  /**
   * @param which - rows that are held; absent: all
   * @param kernel - one that holds rows which are not needed any more is used again
   */
  constructor({ rows: count, cols, data }: Matrix, which?: readonly number[], kernel = instantiateKernel()) {
    const rows = which?.length ?? count;
    this.rows = rows;
    this.cols = cols;
    this.#kernel = kernel;
    const high = upTo(ROWS, rows);
    const members = upTo(MEMBERS, rows);
    const [narrow, wide] = [upTo(LANES.f64, cols), upTo(LANES.f32, cols)];
    const numbers = high * cols + LANES.f32; // the last row's columns up to a whole vector
    const places = placeArrays(kernel, [
      ...[4 * numbers, 4 * high, 8 * high, 4 * members, 8 * members],
      ...[4 * wide, 4 * wide, 8 * narrow, 8 * narrow, 8 * narrow, 8 * narrow],
    ]);
    const { buffer } = kernel.memory;
    const held = new Float32Array(buffer, places[0], numbers);
    if (which === undefined) held.set(data);
    for (const [i, row] of which?.entries() ?? [])
      held.set(data.subarray(row * cols, (row + 1) * cols), i * cols);
    held.fill(0, rows * cols);
    this.data = held.subarray(0, rows * cols);
    this.#nearness = new Float32Array(buffer, places[1], high);
    this.#distances = new Float64Array(buffer, places[2], high);
    this.#members = new Uint32Array(buffer, places[3], members);
    this.#shares = new Float64Array(buffer, places[4], members);
    const doubles = (place: number) => new Float64Array(buffer, place, narrow);
    this.#centre = { f32: new Float32Array(buffer, places[5], wide), f64: doubles(places[7]) };
    this.#scale = { f32: new Float32Array(buffer, places[6], wide), f64: doubles(places[8]) };
    for (const one of [this.#centre.f32, this.#centre.f64, this.#scale.f32, this.#scale.f64])
      one.fill(0, cols);
    this.#scale.f32.fill(1, 0, cols);
    this.#sums = doubles(places[9]);
    this.#squares = doubles(places[10]);
  }

  /** [row]: squared distances from a centre in float32, until they are asked for again. */
  distances(centre: Float64Array): Float32Array {
    this.#centre.f32.set(centre);
    this.#kernel.nearness(...this.#places, at(this.#centre.f32), at(this.#scale.f32), at(this.#nearness));
    return this.#nearness;
  }

  /** [row]: sums of (scale (x - centre))² in float64, until they are asked for again. */
  scaledDistances(centre: Float64Array, scale: Float64Array): Float64Array {
    this.#centre.f64.set(centre);
    this.#scale.f64.set(scale);
    this.#kernel.scaledDistances(
      ...this.#places,
      at(this.#centre.f64),
      at(this.#scale.f64),
      at(this.#distances),
    );
    return this.#distances;
  }

  /** [column]: mean and variance of members; 0 where there are none. */
  momentsOf({ rows, shares, total }: Members): { mean: Float64Array; variances: Float64Array } {
    const count = upTo(MEMBERS, rows.length);
    this.#members.fill(0, rows.length, count).set(rows);
    this.#shares.fill(0, rows.length, count).set(shares);
    this.#sums.fill(0);
    this.#squares.fill(0);
    const [data, , cols] = this.#places;
    this.#kernel.addMoments(
      data,
      cols,
      at(this.#members),
      at(this.#shares),
      count,
      at(this.#sums),
      at(this.#squares),
    );
    const mean = new Float64Array(cols);
    const variances = new Float64Array(cols);
    if (count === 0) return { mean, variances };
    const all = shares.reduce((sum, one) => sum + one, 0);
    const first = rows[0] * cols;
    for (let col = 0; col < cols; col++) {
      const from = this.data[first + col];
      const sum = this.#sums[col];
      mean[col] = (from * all + sum) / total;
      const off = mean[col] - from;
      variances[col] = Math.max(0, this.#squares[col] - off * (2 * sum - off * all)) / total;
    }
    return { mean, variances };
  }

  get #places(): [number, number, number] {
    return [at(this.data), this.rows, this.cols];
  }
}

/** What the kernel knows an array by. */
const at = ({ byteOffset }: Float32Array | Float64Array | Uint32Array): number => byteOffset;

const upTo = (step: number, count: number): number => step * Math.ceil(count / step);
