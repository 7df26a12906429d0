/** The experiment file: what to read, how to split, which recognisers to fit and combine. */
import { readFile } from "node:fs/promises";
import { basename, dirname, extname, resolve } from "node:path";
import { LineCounter, parseDocument } from "yaml";
import { z } from "zod";
import { augmentations } from "../augment/index.ts";
import { ConfigError, messageOf } from "../base/errors.ts";
import { parseParams, schemaError } from "../base/params.ts";
import { corpora } from "../corpus/index.ts";
import type { Predictions } from "../dataset/predictions.ts";
import { splits } from "../dataset/split/index.ts";
import { ensembles } from "../ensemble/index.ts";
import { axesOf, parseRecipe, type Recipe, recipeSchema } from "../features/recipe.ts";
import { models } from "../models/index.ts";
import { isNetworkModel } from "../models/network-model.ts";
import { reductions } from "../reduce/index.ts";

const params = z.record(z.string(), z.unknown()).default({});

/** Names become file names in the run folder. */
const nameSchema = z
  .string()
  .regex(
    /^[\w-][\w.-]*$/,
    "expected a name of letters, digits, dots and dashes that does not begin with a dot",
  );

const augmentSchema = z.strictObject({
  id: z.string().describe("augmentation"),
  copies: z.int().min(1).max(20).default(1).describe("changed copies per training clip"),
  params: params.describe("parameters of the augmentation"),
});

const recogniserSchema = z.strictObject({
  augment: z.array(augmentSchema).default([]).describe("copies made of training clips, after the split"),
  recipe: recipeSchema.describe("from audio to features"),
  scale: z
    .enum(["none", "standard", "coefficient"])
    .default("standard")
    .describe("none, z-score per number, or z-score per coefficient; fitted on the training side"),
  reduce: z
    .strictObject({ id: z.string().describe("reduction"), params })
    .optional()
    .describe("a reduction of the scaled features, fitted on the training side; absent = none"),
  model: z.strictObject({ id: z.string(), params }).describe("the model and its parameters"),
  warmStart: z
    .strictObject({
      weights: z.string().describe("file of an earlier run; relative to the experiment file"),
      except: z
        .array(z.string())
        .default([])
        .describe("layers that start afresh all the same, such as output for other labels"),
    })
    .optional()
    .describe("weights that a network starts from; what they were trained on counts as trained on"),
});

const ensembleSchema = z.strictObject({
  id: z.string().describe("how members are combined"),
  members: z.array(z.string()).min(2).describe("names of recognisers or of ensembles above this one"),
  params,
});

export const experimentSchema = z.strictObject({
  name: nameSchema.optional().describe("name of the run; the file's name by default"),
  seed: z.int().min(0).default(0).describe("one seed for splits, augmentations and training"),
  corpus: z
    .strictObject({
      path: z.string().describe("folder or csv; relative to the experiment file"),
      reader: z.string().optional().describe("corpus reader; found by the layout when absent"),
      labels: z.array(z.string()).optional().describe("the labels that may occur; any other is an error"),
      exclude: z.array(z.string()).default([]).describe("ids of clips to leave out"),
    })
    .describe("the labelled clips"),
  test: z.string().optional().describe("folder of the contest's test clips, for the protocol contest"),
  split: z
    .strictObject({
      protocol: z.string().default("random").describe("what is kept apart"),
      folds: z.int().min(1).max(100).default(5).describe("number of folds; 1 for one held-out side"),
      testShare: z.number().gt(0).lt(1).default(0.2).describe("share held out when folds is 1"),
      only: z.int().min(1).optional().describe("run just the first folds, this many"),
    })
    .prefault({}),
  recognisers: z
    .record(z.string(), recogniserSchema)
    .refine((all) => Object.keys(all).length > 0, "expected at least one recogniser")
    .describe("what is fitted and measured, by name"),
  ensembles: z.record(z.string(), ensembleSchema).default({}).describe("votes over recognisers, by name"),
  onBadFile: z.enum(["skip", "fail"]).default("fail").describe("what an unreadable clip does to the run"),
  final: z.boolean().default(true).describe("after measuring, fit once more on all labelled clips and save"),
});

type RawExperiment = z.output<typeof experimentSchema>;

export interface AugmentStep {
  readonly id: string;
  readonly copies: number;
  readonly params: Record<string, unknown>;
}

export interface RecogniserConfig {
  readonly augment: readonly AugmentStep[];
  readonly recipe: Recipe;
  readonly scale: "none" | "standard" | "coefficient";
  readonly reduce?: { readonly id: string; readonly params: Record<string, unknown> };
  readonly model: { readonly id: string; readonly params: Record<string, unknown> };
  readonly warmStart?: { readonly weights: string; readonly except: readonly string[] };
}

/** A checked experiment: every id exists, every parameter has its value, paths are absolute. */
export interface Experiment extends Omit<RawExperiment, "name" | "recognisers"> {
  readonly name: string;
  readonly recognisers: Readonly<Record<string, RecogniserConfig>>;
}

/** Changes that the command line makes to an experiment file: dotted keys and their values. */
export type Overrides = Readonly<Record<string, unknown>>;

/** @throws ConfigError naming the file, the key, what was expected and what was given */
export async function readExperiment(path: string, overrides: Overrides = {}): Promise<Experiment> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    throw new ConfigError(`${path}: the experiment file cannot be read (${messageOf(error)}).`);
  }
  return parseExperiment(text, path, overrides);
}

/** @param path - the file's path: names it in errors, and relative paths start at its folder */
export function parseExperiment(text: string, path: string, overrides: Overrides = {}): Experiment {
  const raw = parseYaml(text, path, overrides);
  const parsed = experimentSchema.safeParse(raw);
  if (!parsed.success) throw schemaError(path, parsed.error, raw, experimentSchema);
  return check(parsed.data, path);
}

function parseYaml(text: string, path: string, overrides: Overrides): unknown {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const problem = document.errors[0];
  if (problem !== undefined) {
    throw new ConfigError(
      `${path}, line ${lines.linePos(problem.pos[0]).line}: the file is not YAML: ${problem.message}.`,
    );
  }
  for (const [key, value] of Object.entries(overrides)) {
    try {
      document.setIn(key.split("."), value);
    } catch {
      throw new ConfigError(
        `${path}: the file has no place for the key ${key}; expected keys inside of mappings.`,
      );
    }
  }
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    throw new ConfigError(`${path}: the file's YAML aliases are not resolved: ${messageOf(error)}.`);
  }
}

/** Looks up every id and checks all parameters, so that nothing is found wrong after hours of training. */
function check(raw: RawExperiment, path: string): Experiment {
  const folder = dirname(resolve(path));
  if (raw.corpus.reader !== undefined) corpora.find(raw.corpus.reader, `${path}: corpus.reader`);
  const { protocol } = raw.split;
  splits.find(protocol, `${path}: split.protocol`);
  if ((protocol === "contest") !== (raw.test !== undefined)) {
    throw new ConfigError(
      `${path}: the key "test", a folder of test clips, and the protocol contest go together; ` +
        `got the protocol ${protocol} ${raw.test === undefined ? "without it" : "with it"}.`,
    );
  }
  const recognisers: Record<string, RecogniserConfig> = {};
  for (const [name, one] of Object.entries(raw.recognisers)) {
    checkName(`${path}: recognisers`, name);
    recognisers[name] = checkRecogniser(`${path}: recognisers.${name}`, one, folder);
  }
  const known = new Set(Object.keys(recognisers));
  for (const [name, one] of Object.entries(raw.ensembles)) {
    checkName(`${path}: ensembles`, name);
    const where = `${path}: ensembles.${name}`;
    if (known.has(name)) throw new ConfigError(`${where}: the name is taken by a recogniser.`);
    checkEnsemble(where, one, known);
    known.add(name);
  }
  return {
    ...raw,
    name: raw.name ?? nameOf(path),
    corpus: { ...raw.corpus, path: resolve(folder, raw.corpus.path) },
    ...(raw.test === undefined ? {} : { test: resolve(folder, raw.test) }),
    recognisers,
  };
}

function checkName(where: string, name: string): void {
  const parsed = nameSchema.safeParse(name);
  if (!parsed.success) throw new ConfigError(`${where}: ${parsed.error.issues[0].message}; got "${name}".`);
}

/** The file's name without its ending, as a name. */
function nameOf(path: string): string {
  const name = basename(path, extname(path))
    .replace(/[^\w.-]+/g, "-")
    .replace(/^\.+/, "");
  return name === "" ? "experiment" : name;
}

function checkRecogniser(
  where: string,
  raw: z.output<typeof recogniserSchema>,
  folder: string,
): RecogniserConfig {
  const model = models.find(raw.model.id, `${where}.model.id`);
  const recipe = parseRecipe(`${where}.recipe`, raw.recipe);
  const flat = recipe.features.find((step) => axesOf(step).at(-1) !== "frame");
  if (model.input === "image" && flat !== undefined) {
    throw new ConfigError(
      `${where}: the model ${model.id} needs images [coefficient, frame]; the feature ${flat.id} has no frames.`,
    );
  }
  if (raw.warmStart !== undefined && !isNetworkModel(model)) {
    throw new ConfigError(
      `${where}.warmStart: the model ${model.id} has no weights to start from; expected a network.`,
      "Leave warmStart out, or take another model.",
    );
  }
  const reduction =
    raw.reduce === undefined ? undefined : reductions.find(raw.reduce.id, `${where}.reduce.id`);
  if (reduction !== undefined && model.input === "image") {
    throw new ConfigError(
      `${where}: the model ${model.id} needs images [coefficient, frame]; the reduction ${reduction.id} gives vectors.`,
      "Leave reduce out, or take another model.",
    );
  }
  if (reduction?.input === "image" && flat !== undefined) {
    throw new ConfigError(
      `${where}: the reduction ${reduction.id} needs images [coefficient, frame]; the feature ${flat.id} has no frames.`,
    );
  }
  return {
    augment: raw.augment.map((step, i) => {
      const augmentation = augmentations.find(step.id, `${where}.augment.${i}.id`);
      return {
        ...step,
        params: parseParams(`${where}.augment.${i}: ${step.id}`, augmentation.params, step.params),
      };
    }),
    recipe,
    scale: raw.scale,
    ...(reduction === undefined
      ? {}
      : {
          reduce: {
            id: reduction.id,
            params: parseParams(`${where}.reduce ${reduction.id}`, reduction.params, raw.reduce?.params),
          },
        }),
    model: {
      id: model.id,
      params: parseParams(`${where}.model ${model.id}`, model.params, raw.model.params),
    },
    ...(raw.warmStart === undefined
      ? {}
      : { warmStart: { ...raw.warmStart, weights: resolve(folder, raw.warmStart.weights) } }),
  };
}

function checkEnsemble(
  where: string,
  raw: z.output<typeof ensembleSchema>,
  known: ReadonlySet<string>,
): void {
  for (const member of raw.members) {
    if (!known.has(member)) {
      throw new ConfigError(
        `${where}: the member "${member}" is unknown; expected one of ${[...known].join(", ")}.`,
      );
    }
  }
  const ensemble = ensembles.find(raw.id, `${where}.id`);
  const params = parseParams(`${where}: ${raw.id}`, ensemble.params, raw.params);
  try {
    // Combining no clips tells whether the members and parameters go together.
    ensemble.combine("none", raw.members.map(noPredictions), params);
  } catch (error) {
    throw new ConfigError(`${where}: ${messageOf(error)}`);
  }
}

function noPredictions(source: string): Predictions {
  return {
    source,
    labels: ["none"],
    clipIds: [],
    truth: new Int32Array(),
    predicted: new Int32Array(),
    probabilities: new Float32Array(),
  };
}
