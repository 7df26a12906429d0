import { expect, test } from "vitest";
import { decodeModel, OnnxBuilder } from "./builder.ts";
import { cutAt } from "./cut.ts";
import { createSession, floatsOf, floatTensor } from "./session.ts";

/** 2 x, then + 1, then the sum; and what nobody needs. */
function model() {
  const onnx = new OnnxBuilder("whole");
  const x = onnx.input("x", ["n", 2]);
  const doubled = onnx.node("Mul", [x, onnx.scalar(2)], {}, "doubled");
  const more = onnx.node("Add", [doubled, onnx.constant([2], Float32Array.of(1, 1), "ones")], {}, "more");
  onnx.node("ReduceSum", [more, onnx.input("axes", [1], "int64")], {}, "sum");
  onnx.output("sum", ["n", 1]);
  onnx.metadata("secret", "text");
  return decodeModel(onnx.toBytes());
}

test("what comes behind is gone, with its inputs, weights and the metadata", async () => {
  const bytes = cutAt(model(), "doubled");
  const { graph, metadataProps } = decodeModel(bytes);
  expect(graph?.node.map(({ opType }) => opType)).toEqual(["Mul"]);
  expect(graph?.input.map(({ name }) => name)).toEqual(["x"]);
  expect(graph?.initializer).toHaveLength(1);
  expect(metadataProps).toEqual([]);
  const session = await createSession(bytes);
  const results = await session.run({ x: floatTensor(Float32Array.of(1, 2), [1, 2]) });
  expect([...floatsOf(results, "doubled")]).toEqual([2, 4]);
  await session.release();
});

test("a value that nothing gives is told of", () => {
  expect(() => cutAt(model(), "nowhere")).toThrow("has no value nowhere at which it could be cut");
});
