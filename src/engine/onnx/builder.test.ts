import { expect, test } from "vitest";
import { assertClose } from "../../../test/assert-close.ts";
import { decodeModel, OnnxBuilder } from "./builder.ts";
import { createSession, floatTensor } from "./session.ts";

test("a built Gemm graph runs and keeps its metadata", async () => {
  const onnx = new OnnxBuilder("gemm");
  const a = onnx.input("a", ["n", 2]);
  const b = onnx.constant([3, 2], Float32Array.of(1, 2, 3, 4, 5, 6));
  onnx.node("Gemm", [a, b], { transB: { int: 1 }, alpha: 0.5 }, "c");
  onnx.output("c", ["n", 3]);
  onnx.metadata("who", "prosodia");
  const bytes = onnx.toBytes();
  expect(decodeModel(bytes).metadataProps[0].value).toBe("prosodia");
  const session = await createSession(bytes);
  const { c } = await session.run({ a: floatTensor(Float32Array.of(1, 1, 0, 2), [2, 2]) });
  expect(c.data).toBeInstanceOf(Float32Array);
  if (c.data instanceof Float32Array) assertClose(c.data, [1.5, 3.5, 5.5, 2, 4, 6], { absolute: 1e-6 });
});

test("bytes that are no model are refused in one sentence", () => {
  expect(() => decodeModel(Uint8Array.of(1, 2, 3, 255))).toThrow(/not an ONNX model|no graph/);
});
