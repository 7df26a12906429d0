import { expect, test } from "vitest";
import { Tensor } from "#onnxruntime";
import { ModelError } from "../../base/errors.ts";
import { decisionsOf, floatsOf, floatTensor, integerTensor } from "./session.ts";

test("numbers of an output are those that onnxruntime gave; none is an error with the output's name", () => {
  const results = { floats: floatTensor(Float32Array.of(1, 2), [2]), count: integerTensor(3) };
  expect([...floatsOf(results, "floats")]).toEqual([1, 2]);
  for (const name of ["count", "absent", "constructor"]) {
    expect(() => floatsOf(results, name), name).toThrow(ModelError);
    expect(() => floatsOf(results, name)).toThrow(`onnxruntime gave no numbers for ${name}.`);
  }
  for (const name of ["floats", "absent"]) {
    expect(() => decisionsOf(results, name)).toThrow(`onnxruntime gave no whole numbers for ${name}.`);
  }
  expect(() => floatsOf({ text: new Tensor("string", ["a"], [1]) }, "text")).toThrow("no numbers for text");
});
