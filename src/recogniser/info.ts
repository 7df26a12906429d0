/** What a recogniser file says of itself, as JSON in the ONNX model's metadata. */
import { z } from "zod";
import { ConfigError, ModelError, messageOf } from "../base/errors.ts";
import { schemaError } from "../base/params.ts";
import { parseRecipe, recipeSchema } from "../features/recipe.ts";
import { scoreSchema } from "../metrics/metric.ts";
import { notSureSchema } from "../metrics/not-sure.ts";
import { HEARD } from "./heard.ts";
import { reachSchema } from "./reach.ts";

/** The metadata entry that makes an ONNX model a Prosodia recogniser. */
export const METADATA_KEY = "prosodia";

/** What a recording is padded to by a recipe, and how much is computed of it, is the file's wish: it has an end. */
const MOST_SAMPLES = 2 ** 25;
const MOST_FEATURES = 256;

/** From audio to features; a rate, so that other audio is resampled; frames are a number, or null if never padded. */
const settledRecipeSchema = recipeSchema
  .refine(({ sampleRate }) => sampleRate !== null, { error: "expected a rate in Hz", path: ["sampleRate"] })
  .refine(({ frames }) => frames !== "longest", { error: "expected a number or null", path: ["frames"] })
  .refine(({ seconds, sampleRate }) => (seconds ?? 0) * (sampleRate ?? 0) <= MOST_SAMPLES, {
    error: `expected at most ${MOST_SAMPLES} samples`,
    path: ["seconds"],
  });

const shapeSchema = z.array(z.int().positive()).min(1);
const nameSchema = z.string().min(1);

/** What one input of the graph is fed with; each is float32 [n, ...shape of a row], but for frames, int64 [n]. */
const inputSchema = z.discriminatedUnion("from", [
  z.strictObject({
    from: z.literal("audio"),
    name: nameSchema,
    recipe: settledRecipeSchema,
    /** Of a row. */
    shape: shapeSchema,
  }),
  z.strictObject({
    from: z.literal("frames"),
    name: nameSchema,
    /** The input from audio whose frames are counted: those that padding added are not real. */
    of: nameSchema,
  }),
  z.strictObject({
    from: z.literal("column"),
    name: nameSchema,
    /** What is known of a clip, such as its speaker's sex: 1 at its value and 0 elsewhere; NaN throughout where it is not. */
    column: z.string(),
    values: z.array(z.string()).min(1),
  }),
  z.strictObject({
    from: z.literal("group"),
    name: nameSchema,
    /** Whose clips belong together: speaker. */
    column: z.string(),
    /** The input from audio that is z-normalised by the group's clips. */
    of: nameSchema,
    /** Mean, 1 / standard deviation, or number of the group's clips; NaN where unknown: then an average group's of the training. */
    statistic: z.enum(["mean", "scale", "count"]),
    /** Broadcast against a row of that input; ones for the count. */
    shape: shapeSchema,
  }),
  z.strictObject({
    from: z.literal("leaning"),
    name: nameSchema,
    /** Whose clips belong together: speaker. */
    column: z.string(),
    /** The output that tells what the group's clips are taken for without it. */
    of: nameSchema,
    /** [label], how often each is right in a group; NaN where the group is not known: then answers stay as they are. */
    shares: z.array(z.number().positive().max(1)).min(2),
    /** In clips: a group known by n counts n / (n + shrinkage). */
    shrinkage: z.number().min(0),
  }),
]);

export type RecogniserInput = z.output<typeof inputSchema>;

const labelsSchema = z
  .array(z.string())
  .min(2)
  .refine((labels) => new Set(labels).size === labels.length, "expected different labels");

/** What a file says of its training and its measuring. */
export const provenance = {
  trainedOn: z.strictObject({
    corpus: z.string(),
    clips: z.int(),
    /** SHA-256 over the clips' ids, labels and audio. */
    fingerprint: z.string(),
    /** Marks of the clips' audio; absent in files from before they were kept. */
    heard: z.string().regex(HEARD).optional(),
    licence: z.string(),
    citation: z.string(),
    /** Hz that nine of ten training clips reach; absent in files from before it was measured. */
    bandwidthHz: z.number().positive().optional(),
    /** dBFS between which 98 of 100 training clips have their loud sounds; absent in files from before it was measured. */
    levelDb: z.strictObject({ low: z.number(), high: z.number() }).optional(),
    /** Where the features of the training lie; absent in files from before it was measured, and of small trainings. */
    reach: reachSchema.optional(),
  }),
  /** How the same learner scored when it was measured, by which protocol and on how many folds. */
  measured: z
    .strictObject({
      protocol: z.string(),
      folds: z.int(),
      /** What no fold had on both sides; absent in files from before it was told, where the protocol says it. */
      apart: z.enum(["speaker", "sentence", "take", "corpus"]).nullable().optional(),
      scores: z.array(scoreSchema),
      /** Other clips of the tested speakers, without labels, were at hand; absent where they were not. */
      knowsSpeakers: z.literal(true).optional(),
      /** Accuracy of each sex, with 95 % Wilson intervals; absent where the clips do not tell. */
      bySex: z
        .array(
          z.strictObject({
            value: z.string(),
            n: z.int(),
            accuracy: z.number(),
            low: z.number(),
            high: z.number(),
          }),
        )
        .optional(),
    })
    .nullable(),
  /** When it says that it is not sure; absent where that was not asked for. */
  notSure: notSureSchema.optional(),
  /** Digest of the fit: equal for equal rows, learner, code and seed. */
  fit: z.string(),
  seed: z.int(),
  version: z.string(),
};

export const inputsSchema = z
  .array(inputSchema)
  .min(1)
  .refine((inputs) => inputs.some(({ from }) => from === "audio"), "expected an input from audio")
  .refine(
    (inputs) =>
      inputs.flatMap((one) => (one.from === "audio" ? one.recipe.features : [])).length <= MOST_FEATURES,
    `expected at most ${MOST_FEATURES} features in all`,
  )
  .refine(
    (inputs) => new Set(inputs.map(({ name }) => name)).size === inputs.length,
    "expected inputs of different names",
  )
  .refine(
    (inputs) =>
      inputs.every(
        (one) =>
          one.from === "leaning" ||
          !("of" in one) ||
          inputs.some(({ from, name }) => from === "audio" && name === one.of),
      ),
    "expected groups and frames of an input from audio",
  );

export const recogniserInfoSchema = z.strictObject({
  format: z.literal(2, { error: "expected format 2, which this version of Prosodia reads" }),
  name: z.string(),
  /** Order of the output `probabilities`. */
  labels: labelsSchema,
  inputs: inputsSchema,
  /** Whether the graph also gives `decision`, which may differ from the most probable label (a vote's tie-breaker). */
  decides: z.boolean(),
  /** What was fitted: the learner with all its parameters. */
  learner: z.looseObject({ id: z.string() }),
  ...provenance,
});

export type RecogniserInfo = z.output<typeof recogniserInfoSchema>;

const MOST_CHARACTERS = 2 ** 20;
/** Of brackets in brackets: what reads them calls itself for each. */
const MOST_LEVELS = 200;

/** Levels of brackets; those within strings count too, which only makes it more. */
function depthOf(text: string): number {
  let [depth, deepest] = [0, 0];
  for (const character of text) {
    if (character === "[" || character === "{") deepest = Math.max(deepest, ++depth);
    else if (character === "]" || character === "}") depth--;
  }
  return deepest;
}

/** @throws ModelError if the text is not the JSON of a recogniser */
export function parseRecogniserInfo(text: string): RecogniserInfo {
  return parseInfo("the recogniser's description", recogniserInfoSchema, text);
}

/** @throws ModelError that begins with `where`, if the text is not as the schema says */
export function parseInfo<T extends { inputs: RecogniserInput[] }>(
  where: string,
  schema: z.ZodType<T>,
  text: string,
): T {
  if (text.length > MOST_CHARACTERS || depthOf(text) > MOST_LEVELS) {
    throw new ModelError(
      `${where} is longer or more nested than any recogniser's: expected at most ${MOST_CHARACTERS} characters and ` +
        `${MOST_LEVELS} levels; it is refused.`,
    );
  }
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch (error) {
    throw new ModelError(`${where} is not JSON (${messageOf(error)}): the file is damaged.`);
  }
  try {
    const info = parseWith(schema, where, raw);
    const inputs = info.inputs.map((input, i) =>
      input.from === "audio"
        ? { ...input, recipe: parseRecipe(`${where}: inputs.${i}.recipe`, input.recipe) }
        : input,
    );
    return { ...info, inputs };
  } catch (error) {
    throw error instanceof ConfigError ? new ModelError(error.message) : error;
  }
}

function parseWith<T>(schema: z.ZodType<T>, where: string, raw: unknown): T {
  const parsed = schema.safeParse(raw);
  if (parsed.success) return parsed.data;
  throw schemaError(where, parsed.error, raw, schema);
}
