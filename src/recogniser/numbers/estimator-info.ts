/** What an estimator file says of itself, as JSON in the ONNX model's metadata. */
import { z } from "zod";
import { inputsSchema, parseInfo, provenance } from "../info.ts";

/** The metadata entry that makes an ONNX model a Prosodia estimator: another one than a recogniser's. */
export const ESTIMATOR_KEY = "prosodia-estimator";

export const estimatorInfoSchema = z.strictObject({
  format: z.literal(1, { error: "expected format 1, which this version of Prosodia reads" }),
  name: z.string(),
  /** In the order of the output `values`, with the range that the training clips had. */
  dimensions: z
    .array(z.strictObject({ name: z.string().min(1), low: z.number(), high: z.number() }))
    .min(1)
    .refine(
      (all) => new Set(all.map(({ name }) => name)).size === all.length,
      "expected dimensions of different names",
    ),
  inputs: inputsSchema,
  /** What was fitted, with all parameters. */
  estimator: z.looseObject({}),
  ...provenance,
});

export type EstimatorInfo = z.output<typeof estimatorInfoSchema>;

/** @throws ModelError if the text is not the JSON of an estimator */
export function parseEstimatorInfo(text: string): EstimatorInfo {
  return parseInfo("the estimator's description", estimatorInfoSchema, text);
}
