/** Reverse-mode differentiation: the gradients are values of the same graph. */
import { sameShape, topologicalOrder, type Value } from "./graph.ts";
import { add } from "./ops/elementwise.ts";
import { expand } from "./ops/reduce.ts";

/**
 * The gradients of a scalar loss.
 *
 * @returns one value per member of `by`, of its shape; undefined where the loss does not depend on it
 */
export function gradients(loss: Value, by: readonly Value[]): (Value | undefined)[] {
  const order = topologicalOrder([loss]);
  const wanted = new Set<Value>(by);
  const relevant = new Set<Value>();
  for (const value of order) {
    if (wanted.has(value) || value.inputs.some((input) => relevant.has(input))) relevant.add(value);
  }
  const sums = new Map<Value, Value>([[loss, loss.graph.scalar(1)]]);
  for (const value of order.reverse()) {
    const sum = sums.get(value);
    if (sum === undefined || !relevant.has(value)) continue;
    const gradient = sameShape(sum.shape, value.shape) ? sum : expand(sum, value.shape);
    sums.set(value, gradient);
    const { backward } = value;
    if (backward === undefined) continue;
    const parts = loss.graph.inLayer("gradient", value.layer, () => backward(value, gradient));
    for (const [i, part] of parts.entries()) {
      const input = value.inputs[i];
      if (part === undefined || !relevant.has(input)) continue;
      const before = sums.get(input);
      sums.set(input, before === undefined ? part : add(before, part));
    }
  }
  return by.map((value) => sums.get(value));
}
