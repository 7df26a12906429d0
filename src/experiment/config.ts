/** The experiment file: what to read, how to split, which recognisers to fit and combine. */
import { readFile } from "node:fs/promises";
import { basename, dirname, extname, resolve } from "node:path";
import { LineCounter, parseDocument } from "yaml";
import { z } from "zod";
import { augmentations } from "../augment/index.ts";
import { ConfigError, messageOf } from "../base/errors.ts";
import { parseParams, schemaError } from "../base/params.ts";
import { corpora } from "../corpus/index.ts";
import { splits } from "../dataset/split/index.ts";
import { ensembles } from "../ensemble/index.ts";
import { parseRecipe, type Recipe, recipeSchema } from "../features/recipe.ts";
import { models } from "../models/index.ts";

const params = z.record(z.string(), z.unknown()).default({});

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
  model: z.strictObject({ id: z.string(), params }).describe("the model and its parameters"),
});

const ensembleSchema = z.strictObject({
  id: z.string().describe("how members are combined"),
  members: z.array(z.string()).min(2).describe("names of recognisers or of ensembles above this one"),
  params,
});

export const experimentSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[\w.-]+$/, "expected letters, digits, dots and dashes")
    .optional()
    .describe("name of the run; the file's name by default"),
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
    .record(z.string().regex(/^[\w.-]+$/, "expected letters, digits, dots and dashes"), recogniserSchema)
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
  readonly model: { readonly id: string; readonly params: Record<string, unknown> };
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
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const problem = document.errors[0];
  if (problem !== undefined) {
    const at = lines.linePos(problem.pos[0]);
    throw new ConfigError(`${path}:${at.line}: the file is not YAML: ${problem.message.split("\n")[0]}`);
  }
  for (const [key, value] of Object.entries(overrides)) document.setIn(key.split("."), value);
  const raw: unknown = document.toJS({ maxAliasCount: 100 });
  const parsed = experimentSchema.safeParse(raw);
  if (!parsed.success) {
    throw schemaError(path, parsed.error, raw, experimentSchema);
  }
  return check(parsed.data, path);
}

function check(raw: RawExperiment, path: string): Experiment {
  const folder = dirname(resolve(path));
  if (raw.corpus.reader !== undefined) corpora.get(raw.corpus.reader);
  splits.get(raw.split.protocol);
  if (raw.split.protocol === "contest" && raw.test === undefined) {
    throw new ConfigError(`${path}: the protocol contest needs the key "test", the folder of test clips.`);
  }
  const recognisers: Record<string, RecogniserConfig> = {};
  for (const [name, one] of Object.entries(raw.recognisers)) {
    const where = `${path}: recognisers.${name}`;
    const model = models.get(one.model.id);
    recognisers[name] = {
      augment: one.augment.map((step) => ({
        ...step,
        params: parseParams(`${where}.augment ${step.id}`, augmentations.get(step.id).params, step.params),
      })),
      recipe: parseRecipe(`${where}.recipe`, one.recipe),
      scale: one.scale,
      model: {
        id: model.id,
        params: parseParams(`${where}.model ${model.id}`, model.params, one.model.params),
      },
    };
  }
  const known = new Set(Object.keys(recognisers));
  for (const [name, one] of Object.entries(raw.ensembles)) {
    const where = `${path}: ensembles.${name}`;
    if (known.has(name)) throw new ConfigError(`${where}: the name is taken by a recogniser.`);
    parseParams(`${where} ${one.id}`, ensembles.get(one.id).params, one.params);
    for (const member of one.members) {
      if (!known.has(member)) {
        throw new ConfigError(
          `${where}: the member "${member}" is unknown; expected one of ${[...known].join(", ")}.`,
        );
      }
    }
    known.add(name);
  }
  return {
    ...raw,
    name: raw.name ?? basename(path, extname(path)),
    corpus: { ...raw.corpus, path: resolve(folder, raw.corpus.path) },
    ...(raw.test === undefined ? {} : { test: resolve(folder, raw.test) }),
    recognisers,
  };
}
