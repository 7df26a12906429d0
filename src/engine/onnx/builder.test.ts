import { describe, expect, test } from "vitest";
import { assertClose } from "../../../test/assert-close.ts";
import { runOnnx } from "../../../test/run-model.ts";
import { ModelError } from "../../base/errors.ts";
import { decodeModel, encodeModel, OnnxBuilder } from "./builder.ts";
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

describe("a model inside another", () => {
  /** features * factor + 1. */
  function affine(factor: number, output: string): Uint8Array {
    const onnx = new OnnxBuilder("affine");
    const scaled = onnx.node("Mul", [onnx.input("features", ["n", 2]), onnx.scalar(factor)]);
    onnx.node("Add", [scaled, onnx.scalar(1)], {}, output);
    onnx.output(output, ["n", 2]);
    onnx.metadata("factor", String(factor));
    return onnx.toBytes();
  }

  /** A builder with one input, that has made names of its own. */
  function outer(): { onnx: OnnxBuilder; doubled: string } {
    const onnx = new OnnxBuilder("outer");
    return { onnx, doubled: onnx.node("Mul", [onnx.input("features", ["n", 2]), onnx.scalar(2)]) };
  }

  test("one after the other, though all inner names are alike", async () => {
    const { onnx, doubled } = outer();
    const first = onnx.inline(affine(10, "reduced"), "first", { features: doubled });
    expect(first).toEqual({ reduced: "first/reduced" });
    const second = onnx.inline(affine(3, "reduced"), "second", { features: first.reduced });
    onnx.node("Identity", [second.reduced], {}, "result");
    onnx.output("result", ["n", 2]);
    const bytes = onnx.toBytes();
    const result = await runOnnx(bytes, "features", "result", Float32Array.of(1, -3), [1, 2]);
    expect([...result]).toEqual([64, -176]);
    const { graph, metadataProps } = decodeModel(bytes);
    expect(metadataProps).toEqual([]);
    const names = graph?.node.map(({ name }) => name) ?? [];
    expect(new Set(names).size).toBe(names.length);
  });

  test("several inputs and outputs are told by their names there", async () => {
    const two = new OnnxBuilder("two");
    const [a, b] = [two.input("a", ["n", 2]), two.input("b", ["n", 2])];
    two.node("Sub", [a, b], {}, "difference");
    two.output("difference", ["n", 2]);
    two.output(b, ["n", 2]);
    const { onnx, doubled } = outer();
    const said = onnx.inline(two.toBytes(), "two", { a: doubled, b: "features" });
    expect(said).toEqual({ difference: "two/difference", b: "features" });
    onnx.node("Sub", [said.difference, said.b], {}, "result");
    onnx.output("result", ["n", 2]);
    expect([
      ...(await runOnnx(onnx.toBytes(), "features", "result", Float32Array.of(1, -3), [1, 2])),
    ]).toEqual([0, 0]);
  });

  test("an optional input that is left out stays so", async () => {
    const clipped = new OnnxBuilder("clipped");
    clipped.node("Clip", [clipped.input("x", ["n", 2]), "", clipped.scalar(1)], {}, "least");
    clipped.output("least", ["n", 2]);
    const { onnx, doubled } = outer();
    onnx.node("Identity", [onnx.inline(clipped.toBytes(), "clip", { x: doubled }).least], {}, "result");
    onnx.output("result", ["n", 2]);
    const result = await runOnnx(onnx.toBytes(), "features", "result", Float32Array.of(3, -3), [1, 2]);
    expect([...result]).toEqual([1, -6]);
  });

  test("a missing feed is named", () => {
    const inline = () => outer().onnx.inline(affine(1, "y"), "0-pca", { x: "features" });
    expect(inline).toThrow(ModelError);
    expect(inline).toThrow("the ONNX model 0-pca: its input features is not fed.");
  });

  test("a nested graph is refused", () => {
    const nesting = new OnnxBuilder("nesting");
    const body = new OnnxBuilder("body", { prefix: "body/" });
    body.node("Identity", ["features"], {}, "same");
    body.output("same", ["n", 2]);
    nesting.input("features", ["n", 2]);
    nesting.node("If", [nesting.input("which", [], "bool")], { then_branch: body, else_branch: body }, "y");
    nesting.output("y", ["n", 2]);
    const inline = () => outer().onnx.inline(nesting.toBytes(), "0-if", { features: "features", which: "w" });
    expect(inline).toThrow(ModelError);
    expect(inline).toThrow("the ONNX model 0-if nests a graph; it cannot be put into another.");
  });

  test("operator sets must agree; other domains come along", () => {
    const model = decodeModel(affine(1, "y"));
    for (const one of model.opsetImport) one.version = 17n;
    const older = encodeModel(model);
    const inline = () => outer().onnx.inline(older, "old", { features: "features" });
    expect(inline).toThrow(ModelError);
    expect(inline).toThrow("ONNX models of operator sets 21 and 17 cannot be put together.");

    const foreign = new OnnxBuilder("foreign");
    const domain = { name: "com.example", version: 3 };
    foreign.output(foreign.nodeOf(domain, "Op", [foreign.input("features", ["n", 2])]), ["n", 2]);
    const { onnx } = outer();
    onnx.inline(foreign.toBytes(), "foreign", { features: "features" });
    const { opsetImport } = decodeModel(onnx.toBytes());
    expect(opsetImport.map(({ domain: name, version }) => [name, Number(version)])).toEqual([
      ["", 21],
      ["com.example", 3],
    ]);
  });

  test("bytes that are no model are refused", () => {
    expect(() => outer().onnx.inline(new Uint8Array(0), "empty", {})).toThrow(ModelError);
  });
});
