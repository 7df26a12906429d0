/** Steps and a model as an experiment file names them, looked up and checked. */
import { z } from "zod";
import { ConfigError } from "../base/errors.ts";
import { parseParams } from "../base/params.ts";
import { models } from "../models/index.ts";
import { steps as registry } from "../steps/index.ts";
import type { Choice } from "./learner.ts";

export const choiceSchema = z.strictObject({
  id: z.string().describe("its id"),
  params: z.record(z.string(), z.unknown()).default({}).describe("its parameters"),
});

export const stepsSchema = z
  .array(choiceSchema)
  .max(20)
  .default([{ id: "standardise", params: {} }])
  .describe("fitted on the training rows one after the other, before the model; [] for none");

/** What rows are when they reach the first step. */
export interface RowForm {
  /** [coefficient, frame], or else a vector. */
  readonly isImage: boolean;
  /** Why they are a vector, for errors: "the feature functionals has no frames". */
  readonly because: string;
}

/**
 * Steps and model with the defaults of their parameters filled in.
 *
 * @throws ConfigError if one does not exist, a parameter is wrong, or one needs images and does not get them
 */
export function settleTraining(
  where: string,
  chosen: { readonly steps: readonly Choice[]; readonly model: Choice },
  rows: RowForm,
): {
  steps: { id: string; params: Record<string, unknown> }[];
  model: { id: string; params: Record<string, unknown> };
} {
  let form = rows;
  const requireImage = (what: string): void => {
    if (form.isImage) return;
    throw new ConfigError(`${where}: the ${what} needs images [coefficient, frame]; ${form.because}.`);
  };
  const steps = chosen.steps.map(({ id, params }, i) => {
    const step = registry.find(id, `${where}.steps.${i}.id`);
    if (step.input === "image") requireImage(`step ${id}`);
    if (step.output === "vector") form = { isImage: false, because: `the step ${id} gives vectors` };
    return { id, params: parseParams(`${where}.steps.${i}: ${id}`, step.params, params) };
  });
  const model = models.find(chosen.model.id, `${where}.model.id`);
  if (model.input === "image") requireImage(`model ${model.id}`);
  return {
    steps,
    model: {
      id: model.id,
      params: parseParams(`${where}.model ${model.id}`, model.params, chosen.model.params),
    },
  };
}
