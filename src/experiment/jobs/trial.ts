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
import { openRowStore, readDataset } from "../rows/stored-rows.ts";
import { defineJob } from "./job.ts";
import { type TimedFit, timeFit } from "./time-fit.ts";
import { keptTogether, readTraining, trainingSchema } from "./training.ts";
import { fillUp, trialRows } from "./trial-rows.ts";

const inputSchema = trainingSchema.extend({
  dimensions: z
    .array(z.string())
    .exactOptional()
    .describe("where numbers are learnt: the model is a regressor"),
  seconds: z.number().describe("about how long it may take"),
  weight: z
    .number()
    .describe("s that a person waits in all for each s of a fit: it may take 2 % of that, too"),
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
/** A network's second trial has up to so many times the steps of the first. */
const MOST_TIMES = 4;
/** Of a network: one compiles, and two are timed. */
const EPOCHS = 3;
/** So much of what a trial tells of it may take itself. */
const SHARE = 0.02;

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
    let limit = input.seconds;
    const left = (): number => limit - (performance.now() - begun) / 1000;
    const all = input.train.length;
    const half = Math.ceil(all / 2);
    const { real, rest } = await trialRows(input.train, input.seed, half, cache);
    if (real.length === 0) return { fits: [] };
    const alike = real.map((row) => (input.normalised === null ? row : { ...row, group: "all" }));
    const store = await openRowStore(cache, input.pack);
    const reading = performance.now();
    const { rows, normalised } = await readTraining({ ...input, train: alike }, store, readDataset);
    const readSeconds = (performance.now() - reading) / 1000 / real.length;
    const batch = batchOf(input);
    const fewest = Math.max(FEWEST_ROWS, FEWEST_OF_LABEL * input.labels.length, FEWEST_BATCHES * batch);
    const least = Math.min(all, fewest);
    const most = Math.max(least, Math.min(half, Math.floor(MOST_NUMBERS / widthOf(rows.shape))));
    const timed = (count: number): Promise<TimedFit> => {
      const some = fillUp(rows, rest, count, createRandom(input.seed).fork(`trial/${count}`));
      const { seed, threads } = input;
      const context = { seed, threads, ...keptTogether([...real, ...rest].slice(0, count)) };
      return timeFit((watch) => fitOn(some, input, { ...context, ...watch }, normalised), EPOCHS, signal);
    };
    const first = await timed(least);
    limit = Math.max(limit, SHARE * input.weight * first.seconds * (all / least));
    const range = { least, most, all, batch };
    const fits = await (first.epoch === undefined ? moreRows : moreBatches)(first, timed, range, left);
    return {
      fits: fits.map(({ rows: count, seconds }) => ({ rows: count, seconds: seconds + count * readSeconds })),
    };
  },
});

type Fits = TrialResult["fits"];
type Timed = (count: number) => Promise<TimedFit>;

/** Rows of trials, of all fits, and of a step. */
interface Range {
  readonly least: number;
  readonly most: number;
  readonly all: number;
  readonly batch: number;
}

/** Of what has no epochs: twice the rows as long as there is time; the last two tell how it grows. */
async function moreRows(
  first: TimedFit,
  timed: Timed,
  { least, most }: Range,
  left: () => number,
): Promise<Fits> {
  const fits = [{ rows: least, seconds: first.spent }];
  // the first fit of a thread takes longer
  if (first.spent < left()) fits[0].seconds = (await timed(least)).spent;
  while (true) {
    const [last, before] = fits.toReversed();
    const growth = before === undefined ? 2 : Math.max(2, last.seconds / before.seconds);
    if (last.rows === most || growth * last.seconds > left()) return fits.slice(-2);
    const rows = Math.min(most, 2 * last.rows);
    fits.push({ rows, seconds: (await timed(rows)).spent });
  }
}

/** Of a network: an epoch of more steps, if there is time for three such; all rows are more of the same steps. */
async function moreBatches(
  first: TimedFit,
  timed: Timed,
  { least, most, all, batch }: Range,
  left: () => number,
): Promise<Fits> {
  const { epoch: few = 0, epochs, seconds } = first;
  const times = Math.floor((left() - Math.max(0, seconds - epochs * few)) / (EPOCHS * few));
  const rows = times < 2 ? least : Math.min(most, least * Math.min(MOST_TIMES, times));
  const last = rows === least ? first : await timed(rows);
  const growth = Math.ceil(all / batch) / Math.ceil(rows / batch);
  const whole = last.seconds + (growth - 1) * epochs * (last.epoch ?? few);
  return [{ rows, seconds: last.seconds }, ...(rows === all ? [] : [{ rows: all, seconds: whole }])];
}

/** Rows of a step, of what is trained by steps. */
function batchOf({ model: { id, params }, dimensions }: TrialInput): number {
  const { params: schema } = dimensions === undefined ? models.find(id) : regressors.find(id);
  const { batchSize } = parseParams(`model ${id}`, schema, params);
  return typeof batchSize === "number" ? batchSize : 1;
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
