/** How strongly a covariance matrix is drawn towards a sphere: Ledoit & Wolf 2004 (J. Multivariate Analysis 88: 365-411). */
import type { Matrix } from "../../base/matrix.ts";
import type { Multiplier } from "../algebra/multiplier.ts";
import { transposed } from "../algebra/products.ts";

export interface Shrinkage {
  /** From 0 to 1. */
  readonly share: number;
  /** The mean variance: the radius of the sphere. */
  readonly variance: number;
}

/**
 * @param rows - [row, column], of mean 0
 * @see scikit-learn ledoit_wolf (1.9)
 */
export async function ledoitWolf(
  rows: Matrix<Float64Array>,
  { rowProducts }: Multiplier,
): Promise<Shrinkage> {
  const { rows: n, cols: width } = rows;
  let trace = 0;
  let fourth = 0; // squared squares of rows
  for (let row = 0; row < n; row++) {
    let squares = 0;
    for (let i = row * width; i < (row + 1) * width; i++) squares += rows.data[i] ** 2;
    trace += squares / n;
    fourth += squares ** 2;
  }
  const variance = trace / width;
  if (width === 1) return { share: 0, variance };
  // of the products of columns; those of rows have the same squares
  const { data } = await rowProducts(n <= width ? rows : transposed(rows));
  const squares = data.reduce((sum, value) => sum + value * value, 0) / n ** 2;
  const distance = (squares - 2 * variance * trace + width * variance ** 2) / width;
  const noise = Math.min((fourth / n - squares) / (width * n), distance);
  return { share: noise === 0 ? 0 : noise / distance, variance };
}
