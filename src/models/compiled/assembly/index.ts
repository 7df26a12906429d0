/** What the kernel exports. Addresses are in bytes. */
import { addMoments, distances } from "./rows";

export { addMoments };
export { split } from "./splits";

/** Distances in float32. */
export function nearness(
  rows: usize, nRows: usize, cols: usize, centre: usize, scale: usize, out: usize,
): void {
  distances<f32>(rows, nRows, cols, centre, scale, out);
}

/** Distances in float64. */
export function scaledDistances(
  rows: usize, nRows: usize, cols: usize, centre: usize, scale: usize, out: usize,
): void {
  distances<f64>(rows, nRows, cols, centre, scale, out);
}
