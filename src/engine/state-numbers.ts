/** Numbers of states in and out of their blocks: tensors by name outside, blocks of tiles inside. */
import { ModelError } from "../base/errors.ts";
import { sizeOf } from "./graph.ts";
import type { Weights } from "./network.ts";
import type { State } from "./training-graph.ts";

/**
 * A state's numbers at the start; slots of the optimiser that are not given are 0.
 *
 * @throws ModelError if weights are missing or of another size
 */
export function startOf({ block, suffix }: State, weights: Weights): Float32Array<ArrayBuffer> {
  const start = new Float32Array(sizeOf(block.shape));
  let at = 0;
  for (const { name, from, value, shape } of block.members) {
    const size = sizeOf(value.shape);
    const data = weights.get(name + suffix);
    if (data !== undefined || suffix === "") {
      if (data?.length !== sizeOf(shape)) {
        throw new ModelError(
          `the weights of ${name}${suffix} do not fit the network: expected ${sizeOf(shape)} numbers, got ${data?.length ?? "none"}.`,
        );
      }
      start.set(data.subarray(from, from + size), at);
    }
    at += size;
  }
  return start;
}

/**
 * Copies of the states' numbers as tensors by name.
 *
 * @param numbers - per state, its block's
 */
export function tensorsOf(states: readonly State[], numbers: readonly Float32Array[]): Weights {
  const tensors = new Map<string, Float32Array<ArrayBuffer>>();
  for (const [i, { block, suffix }] of states.entries()) {
    let at = 0;
    for (const { name, from, value, shape } of block.members) {
      const tensor = tensors.get(name + suffix) ?? new Float32Array(sizeOf(shape));
      const size = sizeOf(value.shape);
      tensor.set(numbers[i].subarray(at, at + size), from);
      tensors.set(name + suffix, tensor);
      at += size;
    }
  }
  return tensors;
}
