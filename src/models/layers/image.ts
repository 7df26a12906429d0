/** Images as what a network sees: whole, or cut along their coefficients for blocks that look at one range each. */
import { ShapeError } from "../../base/errors.ts";
import { type Shape, showShape, type Value } from "../../engine/graph.ts";
import { slice } from "../../engine/ops/shape.ts";

/**
 * @param shape - of one row
 * @throws ShapeError that names the model, unless a row is an image with as many coefficients as ranges, or more
 */
export function assertImage(model: string, shape: Shape, ranges = 1): void {
  if (shape.length === 2 && shape[0] >= ranges) return;
  const size = ranges > 1 ? ` of ${ranges} coefficients or more` : "";
  throw new ShapeError(
    `layer input (${model}): expected an image [coefficient, frame]${size}; got ${showShape(shape)}.`,
  );
}

/**
 * The image cut into ranges of coefficients, as equal as they can be, low ones first. Unrolled row by row, they are the
 * equal parts of the unrolled image.
 *
 * @param image - [row, coefficient, frame]
 * @returns per range [row, coefficients, frame]
 */
export function coefficientRanges(image: Value, count: number): Value[] {
  const coefficients = image.shape[1];
  const edge = (i: number): number => Math.floor((i * coefficients) / count);
  return Array.from({ length: count }, (_, i) => slice(image, 1, edge(i), edge(i + 1)));
}
