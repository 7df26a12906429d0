import { Graph, lowerGraph, type Shape, type Value } from "../src/engine/graph.ts";
import { OnnxBuilder, type OnnxBuilderOptions } from "../src/engine/onnx/builder.ts";
import { createSession, floatTensor } from "../src/engine/onnx/session.ts";

export type Evaluate = (feeds: Readonly<Record<string, Float32Array>>) => Promise<Float32Array[]>;

/** Compiles values of a graph; the result runs them on the graph's leaves, fed by name. */
export async function compileValues(
  outputs: readonly Value[],
  options: OnnxBuilderOptions = {},
): Promise<Evaluate> {
  const onnx = new OnnxBuilder("test", options);
  const shapes = new Map<string, readonly number[]>();
  const names = lowerGraph(outputs, onnx, (leaf, shape) => {
    shapes.set(leaf, shape);
    return onnx.input(leaf, shape);
  });
  // A value that is itself a leaf, or asked for twice, leaves the graph through a node of its own.
  const outputNames = names.map((name) => onnx.node("Identity", [name]));
  for (const [i, name] of outputNames.entries()) onnx.output(name, outputs[i].shape);
  const session = await createSession(onnx.toBytes(), { threads: 1 });
  return async (feeds) => {
    const tensors = [...shapes].map(([name, shape]) => [name, floatTensor(feeds[name], shape)]);
    const results = await session.run(Object.fromEntries(tensors));
    return outputNames.map((name) => {
      const { data } = results[name];
      if (!(data instanceof Float32Array)) throw new Error(`${name} is not float32`);
      return data;
    });
  };
}

/** The numbers of the value that `build` makes of inputs with the given shapes and numbers. */
export async function evaluated(
  shapes: readonly Shape[],
  data: readonly (readonly number[])[],
  build: (inputs: readonly Value[]) => Value,
): Promise<number[]> {
  const graph = new Graph(1, true);
  const evaluate = await compileValues([build(shapes.map((shape, i) => graph.leaf(`x${i}`, shape)))]);
  const feeds = Object.fromEntries(data.map((numbers, i) => [`x${i}`, Float32Array.from(numbers)]));
  return Array.from((await evaluate(feeds))[0]);
}
