/** A dense row-major matrix: `data[row * cols + col]`. */
export interface Matrix<D extends Float32Array | Float64Array = Float32Array> {
  readonly rows: number;
  readonly cols: number;
  readonly data: D;
}
