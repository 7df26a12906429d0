/** Options that are sizes of pictures. */
import { InvalidArgumentError } from "commander";

const LEAST = 200;
const MOST = 8000;

/** @throws InvalidArgumentError unless it is 1200x800 or the like */
export function parseSize(text: string): { readonly width: number; readonly height: number } {
  const [, width, height] = /^(\d+)x(\d+)$/.exec(text) ?? [];
  const sides = [Number(width), Number(height)];
  if (sides.every((side) => side >= LEAST && side <= MOST)) return { width: sides[0], height: sides[1] };
  throw new InvalidArgumentError(`expected two numbers from ${LEAST} to ${MOST}, such as 1200x800.`);
}
