/** How far a map can be believed: whether neighbours on it are neighbours in truth, and whether they are alike. */
import type { Neighbours } from "../steps/maps/points.ts";

/**
 * 1 if the neighbours of every point on the map are among its nearest in truth; what intrudes counts by how far it was away.
 *
 * @param squared - of all pairs in truth, [point, point]
 * @param onMap - fewer neighbours than half of the points
 * @see Venna & Kaski 2001 (ICANN); scikit-learn 1.9 manifold.trustworthiness
 */
export function trustworthiness(squared: Float64Array, { indices, count }: Neighbours): number {
  const n = Math.round(Math.sqrt(squared.length));
  let penalty = 0;
  for (let point = 0; point < n; point++) {
    const own = squared.subarray(point * n, (point + 1) * n);
    for (let i = 0; i < count; i++) {
      const other = indices[point * count + i];
      penalty += Math.max(0, rankOf(own, point, other) - count);
    }
  }
  return 1 - (2 * penalty) / (n * count * (2 * n - 3 * count - 1));
}

/** The place of `other` among all but `self`, from 1; of two at one distance the earlier comes first. */
function rankOf(row: Float64Array, self: number, other: number): number {
  const distance = row[other];
  let rank = 1;
  for (let i = 0; i < row.length; i++) {
    if (i !== self && (row[i] < distance || (row[i] === distance && i < other))) rank++;
  }
  return rank;
}

/** A share, and what it would be if the values were dealt to the points at random. */
export interface Hit {
  readonly share: number;
  readonly chance: number;
}

/**
 * The mean share of a point's neighbours that have its own value (Paulovich et al. 2008); points without a value ask nobody and
 * are asked by nobody.
 *
 * @param values - [point]; undefined where not known
 * @returns null if fewer than two points have a value
 */
export function neighbourhoodHit(
  { indices, count }: Neighbours,
  values: readonly (string | undefined)[],
): Hit | null {
  const sizes = new Map<string, number>();
  for (const value of values) if (value !== undefined) sizes.set(value, (sizes.get(value) ?? 0) + 1);
  const known = values.filter((value) => value !== undefined).length;
  if (known < 2) return null;
  let shares = 0;
  let asking = 0;
  values.forEach((value, point) => {
    if (value === undefined) return;
    let alike = 0;
    let asked = 0;
    for (let i = 0; i < count; i++) {
      const other = values[indices[point * count + i]];
      if (other === undefined) continue;
      asked++;
      if (other === value) alike++;
    }
    if (asked === 0) return;
    shares += alike / asked;
    asking++;
  });
  let pairs = 0;
  for (const size of sizes.values()) pairs += size * (size - 1);
  return { share: asking === 0 ? 0 : shares / asking, chance: pairs / (known * (known - 1)) };
}
