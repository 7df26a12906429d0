/** How many rows of a graph run at once; that whole files are refused is tested beside recognisers. */
import { expect, test } from "vitest";
import { decodeModel, OnnxBuilder } from "../builder.ts";
import { boundRows } from "./bound-rows.ts";

/** Of a graph of rows of two numbers. */
function bound(build: (onnx: OnnxBuilder, features: string) => string) {
  const onnx = new OnnxBuilder("rows");
  onnx.output(build(onnx, onnx.input("features", ["n", 2])), ["n", 2]);
  return boundRows(decodeModel(onnx.toBytes()));
}

function padded(onnx: OnnxBuilder, features: string, width: number): string {
  return onnx.node("Pad", [features, onnx.integers([0, 0, 0, width - 2])]);
}

test("a small graph takes whatever it is given", () => {
  const rows = bound((onnx, features) => onnx.node("Relu", [features]));
  expect([0, 1, 64, 100_000].map(rows)).toEqual([0, 1, 64, 100_000]);
});

test("memory: halved until all numbers are within bounds", () => {
  const rows = bound((onnx, features) => padded(onnx, features, 2e7));
  expect([1, 6, 7, 64].map(rows)).toEqual([1, 6, 4, 4]);
});

test("what follows from the file alone is no number of a recording", () => {
  const rows = bound((onnx, features) => {
    const own = onnx.cast(onnx.constant([4_000_000], new Float32Array(4_000_000)), "float64");
    onnx.node("Add", [own, own]);
    return padded(onnx, features, 2e7);
  });
  expect([6, 7].map(rows)).toEqual([6, 4]);
});

test("what follows from the number of rows is one, though only the file is looked at", () => {
  const rows = bound((onnx, features) => {
    const n = onnx.node("Shape", [features], { start: { int: 0 }, end: { int: 1 } });
    const power = onnx.node("Concat", [n, n, n, n, n], { axis: { int: 0 } });
    onnx.node("Add", [onnx.node("Expand", [onnx.scalar(1), power]), onnx.scalar(1)]);
    return features;
  });
  expect([1, 64].map(rows)).toEqual([1, 32]);
});

test("work: a row of many is as much as one alone may be", () => {
  const rows = bound((onnx, features) => {
    const wide = padded(onnx, features, 100_000);
    const turned = onnx.node("Transpose", [wide], { perm: { ints: [1, 0] } });
    let last = "";
    for (let i = 0; i < 1000; i++) last = onnx.node("MatMul", [wide, turned]);
    return last;
  });
  expect([100, 300].map(rows)).toEqual([100, 150]);
});

test("scratch of one operator", () => {
  const rows = bound((onnx, features) => {
    const wide = onnx.node("Unsqueeze", [padded(onnx, features, 64), onnx.integers([0])]);
    const frames = onnx.node("Expand", [wide, onnx.integers([2000, 1, 64])]);
    const weights = (dims: number[]) => onnx.constant(dims, new Float32Array(dims.reduce((a, b) => a * b)));
    const inputs = [frames, weights([1, 192, 64]), weights([1, 192, 64]), weights([1, 384])];
    return onnx.node("GRU", inputs, { hidden_size: { int: 64 }, linear_before_reset: { int: 1 } });
  });
  expect([100, 400].map(rows)).toEqual([100, 200]);
});

test("rows that do not fit the graph are told of", () => {
  const rows = bound((onnx, features) =>
    onnx.node("Add", [features, onnx.constant([3, 2], new Float32Array(6))]),
  );
  expect([1, 3].map(rows)).toEqual([1, 3]);
  expect(() => rows(2)).toThrow(/the operator Add .* is given shapes \[2, 2\], \[3, 2\]; it is refused\./);
});
