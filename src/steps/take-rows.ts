import { z } from "zod";
import { ModelError } from "../base/errors.ts";
import { OnnxBuilder } from "../engine/onnx/builder.ts";
import { defineStep } from "./step.ts";

export const takeRows = defineStep({
  id: "take-rows",
  summary: "Some rows of an image, in the given order: courses over time of chosen descriptors",
  source: "numpy.take along the first axis",
  input: "image",
  output: "image",
  params: z.strictObject({
    rows: z
      .array(z.int().min(0).max(1_000_000))
      .min(1)
      .default([0])
      .describe("which rows (coefficients, descriptors) are kept, counted from 0"),
  }),
  async fit({ shape }, { rows }) {
    const [count, frames] = shape;
    const beyond = rows.find((row) => row >= count);
    if (beyond !== undefined) {
      throw new ModelError(
        `step take-rows: rows: expected numbers below ${count}, the rows of an image; got ${beyond}.`,
      );
    }
    const onnx = new OnnxBuilder("take-rows");
    const features = onnx.input("features", ["n", count, frames]);
    onnx.node("Gather", [features, onnx.integers(rows)], { axis: { int: 1 } }, "taken");
    onnx.output("taken", ["n", rows.length, frames]);
    return { onnx: onnx.toBytes(), shape: [rows.length, frames] };
  },
});
