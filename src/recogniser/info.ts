/** What a recogniser file says of itself, as JSON in the ONNX model's metadata. */
import { z } from "zod";
import { ConfigError, ModelError, messageOf } from "../base/errors.ts";
import { schemaError } from "../base/params.ts";
import { parseRecipe, recipeSchema } from "../features/recipe.ts";

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
  format: z.literal(1, { error: "expected format 1, the one that this version of Prosodia reads" }),
  name: z.string(),
  /** Order of the output `probabilities`. */
  labels: z
    .array(z.string())
    .min(2)
    .refine((labels) => new Set(labels).size === labels.length, "expected different labels"),
  /** From audio to features; a rate, so that other audio is resampled; frames are a number, or null if never padded. */
  recipe: recipeSchema
    .refine(({ sampleRate }) => sampleRate !== null, { error: "expected a rate in Hz", path: ["sampleRate"] })
    .refine(({ frames }) => frames !== "longest", { error: "expected a number or null", path: ["frames"] }),
  /** Shape of one row of the input `features`. */
  shape: z.array(z.int().positive()).min(1),
  /** What the model's graph begins with, where features are reduced before the model. */
  reduce: z.strictObject({ id: z.string(), params: z.record(z.string(), z.unknown()) }).optional(),
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
  const where = "the recogniser's description";
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch (error) {
    throw new ModelError(`${where} is not JSON (${messageOf(error)}): the file is damaged.`);
  }
  const parsed = recogniserInfoSchema.safeParse(raw);
  try {
    if (!parsed.success) throw schemaError(where, parsed.error, raw, recogniserInfoSchema);
    return { ...parsed.data, recipe: parseRecipe(`${where}: recipe`, parsed.data.recipe) };
  } catch (error) {
    throw error instanceof ConfigError ? new ModelError(error.message) : error;
  }
}
