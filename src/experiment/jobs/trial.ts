/** Fits steps and a model on ever more rows, as far as some seconds go, to tell how long a fit on all rows takes; keeps nothing. */
import { z } from "zod";
import { digestOf } from "../../base/digest.ts";
import { parseParams } from "../../base/params.ts";
import { createRandom } from "../../base/random.ts";
import { type Dataset, widthOf } from "../../dataset/dataset.ts";
import { fitNumberPipeline } from "../../learners/number-pipeline.ts";
import { type AverageGroup, fitPipeline } from "../../learners/pipeline.ts";
import { models } from "../../models/index.ts";
import { regressors } from "../../regressors/index.ts";
import type { TrainingContext } from "../../training/context.ts";
import { type TimedFit, timeFit } from "../forecast/time-fit.ts";
import { fillUp, trialRows } from "../forecast/trial-rows.ts";
import { openRowStore, readDataset } from "../stored-rows.ts";
import { keptTogether, readTraining, trainingSchema } from "./fit.ts";
import { defineJob } from "./job.ts";

const inputSchema = trainingSchema.extend({
  dimensions: z
    .array(z.string())
    .exactOptional()
    .describe("where numbers are learnt: the model is a regressor"),
  seconds: z.number().describe("about how long it may take"),
  place: z.int().describe("of several that are done at once, as many as there are workers"),
});
export type TrialInput = Readonly<z.output<typeof inputSchema>>;

const resultSchema = z.strictObject({
  fits: z
    .array(z.strictObject({ rows: z.int(), seconds: z.number() }))
    .describe("what a fit on so many rows takes; none where no row's features are there"),
});
export type TrialResult = Readonly<z.output<typeof resultSchema>>;

/** No fewer rows are tried, if there are as many. */
const FEWEST_ROWS = 32;
const FEWEST_OF_LABEL = 4;
/** Of a network's steps: the last step of an epoch is another than the first. */
const FEWEST_BATCHES = 2;
/** More numbers take too long to make up. */
const MOST_NUMBERS = 2 ** 23;
/** What twice the rows may cost at most, in fits of half as many. */
const TWICE_COSTS = 3;

export const trialJob = defineJob<TrialInput, TrialResult>({
  kind: "trial",
  input: inputSchema,
  result: resultSchema,
  key: digestOf,
  // it is asked for to be timed
  suffices: async () => false,
  files: () => [],
  async run(input, { cache, signal }) {
    const begun = performance.now();
    const left = (): number => input.seconds - (performance.now() - begun) / 1000;
    const all = input.train.length;
    const half = Math.ceil(all / 2);
    const { real, rest } = await trialRows(input.train, input.seed, half, cache);
    if (real.length === 0) return { fits: [] };
    const alike = real.map((row) => (input.normalised === null ? row : { ...row, group: "all" }));
    const store = await openRowStore(cache, input.pack);
    const { rows, normalised } = await readTraining({ ...input, train: alike }, store, readDataset);
    const batch = batchOf(input);
    const fewest = Math.max(FEWEST_ROWS, FEWEST_OF_LABEL * input.labels.length, FEWEST_BATCHES * batch);
    const least = Math.min(all, fewest);
    const most = Math.max(least, Math.min(half, Math.floor(MOST_NUMBERS / widthOf(rows.shape))));
    const timed = (count: number): Promise<TimedFit> => {
      const random = createRandom(input.seed).fork(`trial/${count}`);
      const some = fillUp(rows, rest, count, random);
      const context = {
        seed: input.seed,
        threads: input.threads,
        ...keptTogether([...real, ...rest].slice(0, count)),
      };
      return timeFit((watch) => fitOn(some, input, { ...context, ...watch }, normalised), left() / 2, signal);
    };
    let count = least;
    let fit = await timed(count);
    // the first fit of a thread takes longer
    if (fit.cost < left()) fit = await timed(count);
    let before: TrialResult["fits"] = [];
    while (count < most && TWICE_COSTS * fit.cost < left()) {
      before = [{ rows: count, seconds: fit.seconds }];
      count = Math.min(most, 2 * count);
      fit = await timed(count);
    }
    const { seconds, begin, hasEpochs } = fit;
    if (!hasEpochs) return { fits: [...before, { rows: count, seconds }] };
    const steps = (rows: number): number => Math.ceil(rows / Math.max(1, batch));
    const growth = steps(all) / steps(count);
    return {
      fits: [
        { rows: count, seconds },
        ...(count === all ? [] : [{ rows: all, seconds: begin + growth * (seconds - begin) }]),
      ],
    };
  },
});

/** Rows of a step, of what is trained by steps; 0 of what is not. */
function batchOf({ model: { id, params }, dimensions }: TrialInput): number {
  const { params: schema } = dimensions === undefined ? models.find(id) : regressors.find(id);
  const { batchSize } = parseParams(`model ${id}`, schema, params);
  return typeof batchSize === "number" ? batchSize : 0;
}

function fitOn(
  rows: Dataset,
  { steps, model, dimensions, seed }: TrialInput,
  context: TrainingContext,
  normalised: AverageGroup | undefined,
): Promise<unknown> {
  const how = { ...context, overwrite: true };
  if (dimensions === undefined) return fitPipeline(rows, { steps, model }, how, normalised);
  const random = createRandom(seed).fork("numbers");
  const { labels: _none, y: _unknown, ...features } = rows;
  const values = Float32Array.from({ length: rows.clipIds.length * dimensions.length }, random.normal);
  const numbers = { ...features, dimensions, values };
  return fitNumberPipeline(numbers, { steps, regressor: model }, how, normalised);
}
