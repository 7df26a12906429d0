/** What a recogniser file says of itself, as JSON in the ONNX model's metadata. */
import { z } from "zod";
import { ModelError, messageOf } from "../base/errors.ts";
import { schemaError } from "../base/params.ts";
import { recipeSchema } from "../features/recipe.ts";

/** The metadata entry that makes an ONNX model a Prosodia recogniser. */
export const METADATA_KEY = "prosodia";

const scoreSchema = z.strictObject({
  metric: z.string(),
  value: z.number(),
  low: z.number(),
  high: z.number(),
  n: z.int(),
  resampled: z.enum(["clip", "speaker"]),
});

export const recogniserInfoSchema = z.strictObject({
  format: z.literal(1),
  name: z.string(),
  /** Order of the output `probabilities`. */
  labels: z.array(z.string()).min(2),
  /** From audio to features; `sampleRate` and `frames` are numbers or null, never open. */
  recipe: recipeSchema,
  /** Shape of one row of the input `features`. */
  shape: z.array(z.int().positive()).min(1),
  model: z.strictObject({ id: z.string(), params: z.record(z.string(), z.unknown()) }),
  trainedOn: z.strictObject({
    corpus: z.string(),
    clips: z.int(),
    /** SHA-256 over the clips' ids, labels and audio. */
    fingerprint: z.string(),
    licence: z.string(),
    citation: z.string(),
  }),
  /** How the same recipe scored when it was measured, and by which protocol. */
  measured: z.strictObject({ protocol: z.string(), folds: z.int(), scores: z.array(scoreSchema) }).nullable(),
  /** Digest of the fit: equal for equal rows, recipe, model and seed. */
  fit: z.string(),
  seed: z.int(),
  version: z.string(),
});

export type RecogniserInfo = z.output<typeof recogniserInfoSchema>;

/** @throws ModelError if the text is not the JSON of a recogniser of this format */
export function parseRecogniserInfo(text: string): RecogniserInfo {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch (error) {
    throw new ModelError(
      `the recogniser's description is not JSON (${messageOf(error)}): the file is damaged.`,
    );
  }
  const parsed = recogniserInfoSchema.safeParse(raw);
  if (!parsed.success) {
    throw new ModelError(
      schemaError("the recogniser's description", parsed.error, raw, recogniserInfoSchema).message,
    );
  }
  return parsed.data;
}
