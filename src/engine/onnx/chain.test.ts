import { expect, test } from "vitest";
import { runOnnx } from "../../../test/run-model.ts";
import { ModelError } from "../../base/errors.ts";
import { decodeModel, OnnxBuilder } from "./builder.ts";
import { chainModels } from "./chain.ts";

function affine(factor: number, output: string): Uint8Array {
  const onnx = new OnnxBuilder("affine");
  const scaled = onnx.node("Mul", [onnx.input("features", ["n", 2]), onnx.scalar(factor)]);
  onnx.node("Add", [scaled, onnx.scalar(1)], {}, output);
  onnx.output(output, ["n", 2]);
  onnx.metadata("factor", String(factor));
  return onnx.toBytes();
}

test("the second model gets what the first gives, though their inner names are alike", async () => {
  const chained = chainModels("first", affine(10, "reduced"), affine(2, "probabilities"));
  const result = await runOnnx(chained, "features", "probabilities", Float32Array.of(1, -3), [1, 2]);
  expect([...result]).toEqual([23, -57]);
  expect(decodeModel(chained).metadataProps.map(({ value }) => value)).toEqual(["2"]);
});

test("models of several inputs are refused", () => {
  const onnx = new OnnxBuilder("two");
  onnx.node("Add", [onnx.input("a", [1]), onnx.input("b", [1])], {}, "sum");
  onnx.output("sum", [1]);
  expect(() => chainModels("first", onnx.toBytes(), affine(1, "p"))).toThrow(ModelError);
  expect(() => chainModels("first", affine(1, "r"), onnx.toBytes())).toThrow(
    "can be chained by one value only",
  );
});
