/** Matrices as bitmaps: one palette index per cell. */
import { encode } from "fast-png";
import type { Matrix } from "../base/matrix.ts";
import type { ColourMap } from "./colours.ts";

/** The values of the first and the last colour. */
export interface Limits {
  readonly from: number;
  readonly to: number;
}

/**
 * The matrix as a PNG in a data URI, row 0 at the bottom. One pixel per cell, but never more than `maxWidth` x `maxHeight`:
 * then a pixel is the mean of its cells.
 */
export function bitmap(
  matrix: Matrix,
  limits: Limits,
  colours: ColourMap,
  maxWidth: number,
  maxHeight: number,
): string {
  const { rows, cols, data } = shrink(
    matrix,
    Math.min(matrix.rows, maxHeight),
    Math.min(matrix.cols, maxWidth),
  );
  const pixels = new Uint8Array(rows * cols);
  const scale = 255 / (limits.to - limits.from);
  for (let row = 0; row < rows; row++) {
    for (let col = 0; col < cols; col++) {
      const share = (data[row * cols + col] - limits.from) * scale;
      pixels[(rows - 1 - row) * cols + col] = Math.round(Math.min(255, Math.max(0, share)));
    }
  }
  const palette = colours.map((colour) => [...colour]);
  const png = encode(
    { width: cols, height: rows, data: pixels, channels: 1, palette },
    { zlib: { level: 9 } },
  );
  return `data:image/png;base64,${toBase64(png)}`;
}

/** Means of neighbouring cells. */
function shrink(matrix: Matrix, rows: number, cols: number): Matrix {
  if (rows === matrix.rows && cols === matrix.cols) return matrix;
  const data = new Float32Array(rows * cols);
  for (let row = 0; row < rows; row++) {
    const [top, bottom] = cellsOf(row, rows, matrix.rows);
    for (let col = 0; col < cols; col++) {
      const [left, right] = cellsOf(col, cols, matrix.cols);
      let sum = 0;
      for (let y = top; y < bottom; y++) {
        for (let x = left; x < right; x++) sum += matrix.data[y * matrix.cols + x];
      }
      data[row * cols + col] = sum / ((bottom - top) * (right - left));
    }
  }
  return { rows, cols, data };
}

function cellsOf(pixel: number, pixels: number, cells: number): [from: number, to: number] {
  const from = Math.floor((pixel * cells) / pixels);
  return [from, Math.max(from + 1, Math.floor(((pixel + 1) * cells) / pixels))];
}

function toBase64(bytes: Uint8Array): string {
  let binary = "";
  for (let from = 0; from < bytes.length; from += 8192) {
    binary += String.fromCharCode(...bytes.subarray(from, from + 8192));
  }
  return btoa(binary);
}
