/** Where the points of a map lie on paper. */
import type { ClipMap } from "./explore.ts";

/** From where three dimensions are looked at first, in radians. */
export const TURN = { aside: 0.6, above: 0.35 } as const;

/** [row, 2]: two dimensions as they are, three as seen from `TURN`. */
export function flatten({ dimensions, places }: Pick<ClipMap, "dimensions" | "places">): Float64Array {
  if (dimensions === 2) return places;
  const rows = places.length / 3;
  const flat = new Float64Array(2 * rows);
  const [c, s] = [Math.cos(TURN.aside), Math.sin(TURN.aside)];
  const [ca, sa] = [Math.cos(TURN.above), Math.sin(TURN.above)];
  for (let row = 0; row < rows; row++) {
    const [x, y, z] = [places[3 * row], places[3 * row + 1], places[3 * row + 2]];
    flat[2 * row] = c * x + s * z;
    flat[2 * row + 1] = ca * y - sa * (c * z - s * x);
  }
  return flat;
}
