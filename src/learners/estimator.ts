/**
 * What tells numbers: a recipe, fitted steps, a regressor. It is no learner of labels: nothing that holds or asks those takes
 * it, and it takes nothing that looks at labels.
 */
import { z } from "zod";
import { ConfigError } from "../base/errors.ts";
import { parseParams, schemaError } from "../base/params.ts";
import { axesOf, parseRecipe, recipeSchema } from "../features/recipe.ts";
import { regressors } from "../regressors/index.ts";
import { steps as registry } from "../steps/index.ts";
import { choiceSchema, stepsSchema } from "./choices.ts";

export const estimatorSchema = z.strictObject({
  recipe: recipeSchema.describe("from audio to features"),
  steps: stepsSchema,
  regressor: choiceSchema.describe("the model of numbers and its parameters"),
  normalise: z
    .strictObject({
      by: z.string().default("speaker").describe("column whose clips belong together"),
      shrinkage: z
        .number()
        .min(0)
        .default(10)
        .describe("a group known by n clips counts n / (n + shrinkage) against an average one"),
    })
    .nullable()
    .default(null)
    .describe(
      "features z-normalised group by group, tested ones by all of their clips (transductive); null for not at all",
    ),
});

export type Estimator = Readonly<z.output<typeof estimatorSchema>> & { readonly name: string };

/**
 * @param where - begins the error
 * @throws ConfigError if one of its parts does not exist, does not fit, or looks at labels
 */
export function parseEstimator(where: string, name: string, raw: unknown): Estimator {
  const parsed = estimatorSchema.safeParse(raw);
  if (!parsed.success) throw schemaError(where, parsed.error, raw, estimatorSchema);
  const recipe = parseRecipe(`${where}.recipe`, parsed.data.recipe);
  let isImage = recipe.features.every((step) => axesOf(step).at(-1) === "frame");
  const steps = parsed.data.steps.map(({ id, params }, i) => {
    const step = registry.find(id, `${where}.steps.${i}.id`);
    if (step.looksAtLabels === true) {
      throw new ConfigError(
        `${where}: the step ${id} looks at labels, and here numbers are learnt; leave it out.`,
      );
    }
    if (step.input === "image" && !isImage) {
      throw new ConfigError(`${where}: the step ${id} needs images [coefficient, frame], and gets vectors.`);
    }
    if (step.output === "vector") isImage = false;
    return { id, params: parseParams(`${where}.steps.${i}: ${id}`, step.params, params) };
  });
  const { id, params: schema } = regressors.find(parsed.data.regressor.id, `${where}.regressor.id`);
  const params = parseParams(`${where}.regressor ${id}`, schema, parsed.data.regressor.params);
  return { ...parsed.data, name, recipe, steps, regressor: { id, params } };
}

/** Features and model in one line. */
export function describeEstimator({ recipe, steps, regressor, normalise }: Estimator): string {
  const features = recipe.features.map(({ id, overTime }) =>
    overTime === undefined ? id : `${id} over time`,
  );
  const between = steps.filter(({ id }) => id !== "standardise").map(({ id }) => `${id} → `);
  const normalised = normalise === null ? "" : `, normalised by ${normalise.by} (transductive)`;
  return `${features.join(" + ")} → ${between.join("")}${regressor.id}${normalised}`;
}
