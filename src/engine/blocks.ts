/**
 * Tensors joined into blocks: a step of many small tensors spends more time on calling operations, and on handing
 * tensors to onnxruntime and back, than on arithmetic.
 */
import { type Shape, sizeOf, type Tile, type Value } from "./graph.ts";
import type { OnnxBuilder } from "./onnx/builder.ts";
import { concat, reshape } from "./ops/shape.ts";

/** Above this many numbers a tile is a block of its own: copying it in and out would cost more than it saves. */
const LARGEST_SHARED = 2 ** 16;

export interface Block<T extends Tile = Tile> {
  readonly name: string;
  readonly members: readonly T[];
  /**
   * A single matrix's own (onnxruntime adds to a product in the same pass only if the shapes are alike); else all numbers
   * of the members, one after another (it takes ten times as long for broadcasts along axes of length 1).
   */
  readonly shape: Shape;
}

/** The tiles in blocks, in their order; `prefix` names the blocks. */
export function blocksOf<T extends Tile>(prefix: string, tiles: readonly T[]): Block<T>[] {
  const large = tiles.filter(({ value }) => sizeOf(value.shape) > LARGEST_SHARED);
  const small = tiles.filter(({ value }) => sizeOf(value.shape) <= LARGEST_SHARED);
  const groups = [small, ...large.map((one) => [one])].filter((members) => members.length > 0);
  return groups.map((members, i) => ({
    name: `${prefix}${i + 1}`,
    members,
    shape: isMatrix(members.map(({ value }) => value))
      ? members[0].value.shape
      : [members.reduce((sum, { value }) => sum + sizeOf(value.shape), 0)],
  }));
}

function isMatrix(values: readonly Value[]): boolean {
  return values.length === 1 && values[0].shape.length === 2;
}

/** Values of the members' shapes as one of the block's. */
export function join(values: readonly Value[]): Value {
  if (isMatrix(values)) return values[0];
  const flat = values.map((value) => reshape(value, [sizeOf(value.shape)]));
  return flat.length === 1 ? flat[0] : concat(flat, 0);
}

/** Takes a block apart into ONNX values of its members' shapes; returns their names in the members' order. */
export function splitBlock(onnx: OnnxBuilder, block: string, members: readonly Tile[]): string[] {
  if (isMatrix(members.map(({ value }) => value))) return [block];
  const sizes = members.map(({ value }) => sizeOf(value.shape));
  const parts =
    members.length === 1
      ? [block]
      : onnx.nodeMany("Split", [block, onnx.integers(sizes)], members.length, { axis: { int: 0 } });
  return members.map(({ value }, i) => onnx.node("Reshape", [parts[i], onnx.integers(value.shape)]));
}
