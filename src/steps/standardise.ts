import { z } from "zod";
import { fitScaler, SCALER_KINDS } from "../dataset/scale.ts";
import type { AnyDataset } from "../dataset/stored-dataset.ts";
import { OnnxBuilder } from "../engine/onnx/builder.ts";
import { defineStep, type FittedStep } from "./step.ts";

const params = z.strictObject({
  per: z
    .enum(SCALER_KINDS)
    .default("number")
    .describe("every number by itself, or every coefficient of [coefficient, frame] over all its frames"),
});

/** The same subtraction and multiplication, in float32, as `applyScaler`. */
async function fit(train: AnyDataset, { per }: z.output<typeof params>): Promise<FittedStep> {
  const { mean, scale, shape } = fitScaler(train, per);
  const onnx = new OnnxBuilder("standardise");
  const features = onnx.input("features", ["n", ...train.shape]);
  const centred = onnx.node("Sub", [features, onnx.constant(shape, mean)]);
  onnx.node("Mul", [centred, onnx.constant(shape, scale)], {}, "standardised");
  onnx.output("standardised", ["n", ...train.shape]);
  return { onnx: onnx.toBytes(), shape: train.shape };
}

export const standardise = defineStep({
  id: "standardise",
  summary: "z-scores: minus the mean of the training rows, divided by their standard deviation",
  source: "scikit-learn StandardScaler 1.9",
  input: "any",
  output: "same",
  params,
  fit,
  fitStored: fit,
});
