/**
 * Tensors joined into blocks: a step of many small tensors spends more time on calling operations, and on handing
 * tensors to onnxruntime and back, than on arithmetic.
 */
import { sizeOf, type Value } from "./graph.ts";
import type { OnnxBuilder } from "./onnx/builder.ts";
import { concat, reshape } from "./ops/shape.ts";

/** Above this many numbers a tensor is a block of its own: copying it in and out would cost more than it saves. */
const LARGEST_SHARED = 2 ** 16;

/** A named tensor of the graph. */
export interface Tensor {
  readonly name: string;
  readonly value: Value;
}

export interface Block<T extends Tensor> {
  readonly name: string;
  readonly members: readonly T[];
  /** Numbers of all members, which lie one after another. */
  readonly length: number;
}

/** The tensors in blocks, in their order; `prefix` names the blocks. */
export function blocksOf<T extends Tensor>(prefix: string, tensors: readonly T[]): Block<T>[] {
  const large = tensors.filter(({ value }) => sizeOf(value.shape) > LARGEST_SHARED);
  const small = tensors.filter(({ value }) => sizeOf(value.shape) <= LARGEST_SHARED);
  const groups = [small, ...large.map((one) => [one])].filter((members) => members.length > 0);
  return groups.map((members, i) => ({
    name: `${prefix}${i + 1}`,
    members,
    length: members.reduce((sum, { value }) => sum + sizeOf(value.shape), 0),
  }));
}

/** Values of the members' shapes as one of the block's: [number]. */
export function join(values: readonly Value[]): Value {
  const flat = values.map((value) => reshape(value, [sizeOf(value.shape)]));
  return flat.length === 1 ? flat[0] : concat(flat, 0);
}

/** Takes a block apart into ONNX values of its members' shapes; returns their names by the members' names. */
export function splitBlock(onnx: OnnxBuilder, { name, members }: Block<Tensor>): Map<string, string> {
  const sizes = members.map(({ value }) => sizeOf(value.shape));
  const parts =
    members.length === 1
      ? [name]
      : onnx.nodeMany("Split", [name, onnx.integers(sizes)], members.length, { axis: { int: 0 } });
  return new Map(
    members.map((member, i) => [
      member.name,
      onnx.node("Reshape", [parts[i], onnx.integers(member.value.shape)]),
    ]),
  );
}

/** Copies of the members' numbers, by name. */
export function takeApart(
  { members }: Pick<Block<Tensor>, "members">,
  numbers: Float32Array<ArrayBuffer>,
): [string, Float32Array<ArrayBuffer>][] {
  let at = 0;
  return members.map(({ name, value }) => {
    const from = at;
    at += sizeOf(value.shape);
    return [name, numbers.slice(from, at)];
  });
}
