/** Tries learning rates on the training rows of a network; sees no other rows, and keeps no weights. */
import { z } from "zod";
import { digestOf } from "../../base/digest.ts";
import { parseParams } from "../../base/params.ts";
import { arrange, fitSteps } from "../../learners/pipeline.ts";
import { models } from "../../models/index.ts";
import { isNetworkModel } from "../../models/network-model.ts";
import { findLearningRate } from "../../training/learning-rate-range.ts";
import { codeOf } from "../rows/code-identity.ts";
import { readAnyDataset } from "../rows/stored-rows.ts";
import { defineJob } from "./job.ts";
import {
  keptTogether,
  readTraining,
  type TrainingInput,
  trainingModules,
  trainingSchema,
  withRowStore,
} from "./training.ts";

const rangeSchema = z.strictObject({
  points: z.array(z.strictObject({ learningRate: z.number(), loss: z.number(), smoothed: z.number() })),
  diverged: z.boolean(),
  lowest: z.number(),
  steepest: z.number().nullable(),
});

export const learningRatesJob = defineJob<TrainingInput, z.output<typeof rangeSchema>>({
  kind: "learning-rates",
  input: trainingSchema,
  result: rangeSchema,
  async key({ threads: _free, pack: _faster, ...input }) {
    return digestOf({ ...input, code: await codeOf(import.meta.url, ...trainingModules(input)) });
  },
  files: () => [],
  async run(input, { cache, signal }) {
    const model = models.find(input.model.id);
    if (!isNetworkModel(model)) throw new Error(`the model ${model.id} has no learning rate`);
    const context = { ...input, ...keptTogether(input.train) };
    return withRowStore(input, cache, async (store) => {
      const { rows } = await readTraining(input, store, readAnyDataset);
      const train = arrange((await fitSteps(rows, input.steps, { ...context, overwrite: true })).rows, model);
      const params = parseParams(`model ${model.id}`, model.params, input.model.params);
      const network = model.network(train.shape, train.labels.length, params);
      const { points, ...range } = await findLearningRate(network, train, params, { ...input, signal });
      return { ...range, points: points.map((point) => ({ ...point })) };
    });
  },
});
