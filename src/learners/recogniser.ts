/** The leaf of every tree: a recipe from audio to features, fitted steps, a model. */
import { z } from "zod";
import { augmentations } from "../augment/index.ts";
import { ConfigError } from "../base/errors.ts";
import { parseParams } from "../base/params.ts";
import { axesOf, parseRecipe, recipeSchema } from "../features/recipe.ts";
import { models } from "../models/index.ts";
import { isNetworkModel } from "../models/network-model.ts";
import { choiceSchema, settleTraining, stepsSchema } from "./choices.ts";
import { defineLearner } from "./learner.ts";

const augmentSchema = z.strictObject({
  id: z.string().describe("augmentation"),
  copies: z.int().min(1).max(20).default(1).describe("changed copies per training clip"),
  params: z.record(z.string(), z.unknown()).default({}).describe("parameters of the augmentation"),
});

const params = z.strictObject({
  augment: z.array(augmentSchema).default([]).describe("copies made of training clips, after the split"),
  recipe: recipeSchema.describe("from audio to features"),
  steps: stepsSchema,
  model: choiceSchema.describe("the model and its parameters"),
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

export type RecogniserParams = z.output<typeof params>;

export const recogniser = defineLearner({
  id: "recogniser",
  summary:
    "features of a recipe, fitted steps, a model; copies of training clips where the recipe asks for them",
  source: "the flow from audio to probabilities",
  children: {},
  params,
  settle(where, chosen) {
    const recipe = parseRecipe(`${where}.recipe`, chosen.recipe);
    const flat = recipe.features.find((step) => axesOf(step).at(-1) !== "frame");
    const settled = settleTraining(where, chosen, {
      isImage: flat === undefined,
      because: `the feature ${flat?.id} has no frames`,
    });
    if (chosen.warmStart !== undefined && !isNetworkModel(models.find(chosen.model.id))) {
      throw new ConfigError(
        `${where}.warmStart: the model ${chosen.model.id} has no weights to start from; expected a network.`,
        "Leave warmStart out, or take another model.",
      );
    }
    const augment = chosen.augment.map((step, i) => {
      const at = `${where}.augment.${i}`;
      const { params: schema, deterministic } = augmentations.find(step.id, `${at}.id`);
      if (deterministic === true && step.copies > 1)
        throw new ConfigError(
          `${at}.copies: expected 1, since no chance changes the copies of ${step.id}; got ${step.copies}.`,
          "Name it once for each of its settings.",
        );
      return { ...step, params: parseParams(`${at}: ${step.id}`, schema, step.params) };
    });
    return { ...chosen, ...settled, augment, recipe };
  },
  describe: ({ recipe, augment, steps, model }) => {
    const features = recipe.features
      .map(({ id, overTime }) => (overTime === undefined ? id : `${id} over time`))
      .join(" + ");
    const counts = new Map<string, number>();
    for (const { id, copies } of augment) counts.set(id, (counts.get(id) ?? 0) + copies);
    const copies = [...counts].map(([id, count]) => `${count} x ${id}`).join(", ");
    const between = steps.filter(({ id }) => id !== "standardise").map(({ id }) => `${id} → `);
    return `${features}${copies === "" ? "" : ` (copies: ${copies})`} → ${between.join("")}${model.id}`;
  },
  fit: (rows, { augment, recipe, warmStart, steps, model }, context) =>
    context.train({ input: { from: "audio", augment, recipe, warmStart }, steps, model }, rows),
});
