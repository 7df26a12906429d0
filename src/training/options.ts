/** What every network model lets a person choose of its training: flat keys, and stages that change some of them. */
import { z } from "zod";
import { ConfigError } from "../base/errors.ts";

const epochs = z.int().min(1).max(10_000);
const batchSize = z.int().min(1).max(4096);
const learningRate = z.number().positive().max(10);
const momentum = z.number().min(0).max(0.999);
const schedule = z.enum(["constant", "step", "cosine", "1cycle", "plateau", "growing-batch"]);
const scheduleFactor = z.number().gt(0).lt(1);
const scheduleEpochs = z.int().min(1).max(10_000);

/** One part of a mixed regime: what it does not say is as outside of the stages. */
const stageSchema = z.strictObject({
  epochs: epochs.exactOptional().describe("passes over the training rows"),
  batchSize: batchSize.exactOptional().describe("rows per training step"),
  learningRate: learningRate.exactOptional().describe("peak learning rate"),
  momentum: momentum.exactOptional().describe("SGD's momentum, or Adam's first beta"),
  schedule: schedule.exactOptional().describe("course of the learning rate within the stage"),
  scheduleFactor: scheduleFactor.exactOptional().describe("factor of step, plateau and growing-batch"),
  scheduleEpochs: scheduleEpochs.exactOptional().describe("epochs of step, plateau and growing-batch"),
  reshuffle: z.boolean().default(false).describe("draw another validation side when the stage begins"),
});

export const trainingParams = {
  epochs: epochs.default(60).describe("passes over the training rows"),
  batchSize: batchSize.default(64).describe("rows per training step"),
  learningRate: learningRate.default(0.001).describe("peak learning rate"),
  optimizer: z.enum(["sgd", "adam", "adamw"]).default("adamw").describe("rule of the update"),
  momentum: momentum.default(0.9).describe("SGD's momentum, or Adam's first beta"),
  weightDecay: z
    .number()
    .min(0)
    .max(1)
    .default(0.01)
    .describe("L2: pull of weights (not biases) towards 0, by their size"),
  l1: z
    .number()
    .min(0)
    .max(1)
    .default(0)
    .describe("L1: pull of weights (not biases) towards 0, by their sign"),
  labelSmoothing: z
    .number()
    .min(0)
    .max(0.9)
    .default(0.1)
    .describe("share of each target spread over all labels"),
  mixup: z
    .number()
    .min(0)
    .max(10)
    .default(0)
    .describe("alpha of mixup: rows are mixed with others of their batch by a share from Beta(alpha, alpha)"),
  schedule: schedule
    .default("1cycle")
    .describe(
      "course of the learning rate; 1cycle sets the momentum too, growing-batch raises the batch size instead",
    ),
  scheduleFactor: scheduleFactor
    .default(0.1)
    .describe("what step and plateau multiply the rate by, and growing-batch divides the batch size by"),
  scheduleEpochs: scheduleEpochs
    .default(10)
    .describe("epochs between changes of step and growing-batch; epochs without improvement for plateau"),
  maxBatchSize: batchSize
    .default(512)
    .describe("where growing-batch ends; from there on the rate falls instead"),
  balanced: z.boolean().default(false).describe("weigh labels by n / (labels x count)"),
  inputNoise: z
    .number()
    .min(0)
    .max(10)
    .default(0)
    .describe("standard deviation of noise added to the inputs"),
  clipNorm: z
    .number()
    .min(0)
    .max(1000)
    .default(0)
    .describe("gradients are shortened to this norm; 0 leaves them"),
  ema: z
    .number()
    .min(0)
    .lt(1)
    .default(0)
    .describe("decay of a moving average of the weights, which is then validated and saved; 0 for none"),
  validation: z
    .number()
    .min(0)
    .max(0.5)
    .default(0)
    .describe("share of the training clips that is only looked at, after each epoch; 0 for none"),
  patience: z
    .int()
    .min(0)
    .max(10_000)
    .default(0)
    .describe("epochs without a lower validation loss that end a stage; 0 for never"),
  restore: z
    .enum(["best", "last"])
    .default("best")
    .describe("weights that a stage ends with: those of the lowest validation loss, or the last"),
  stages: z
    .array(stageSchema)
    .max(100)
    .default([])
    .describe(
      "stages one after another, each with epochs, batchSize, learningRate, momentum, schedule, reshuffle",
    ),
};

const trainingSchema = z.strictObject(trainingParams);

export type TrainingOptions = z.output<typeof trainingSchema>;
export type ScheduleKind = TrainingOptions["schedule"];

/** The options by which epochs run, whatever the loss. */
export type Regime = Omit<TrainingOptions, "labelSmoothing" | "mixup" | "balanced">;

/** Keys that do not go together, as one sentence per finding. */
export function contradictions(options: Regime): { readonly key: keyof Regime; readonly message: string }[] {
  const found: { key: keyof Regime; message: string }[] = [];
  if (options.patience > 0 && options.validation === 0) {
    found.push({ key: "patience", message: 'expected 0, or a "validation" share to be patient with' });
  }
  if (options.validation === 0 && options.stages.some((stage) => stage.reshuffle)) {
    found.push({ key: "stages", message: 'expected "reshuffle" only where there is a "validation" share' });
  }
  const all = options.stages.length === 0 ? [{}] : options.stages;
  for (const stage of all) {
    const { schedule, batchSize } = { ...options, ...stage };
    if (schedule === "growing-batch" && batchSize >= options.maxBatchSize) {
      found.push({
        key: "maxBatchSize",
        message: `expected more than the batch size ${batchSize}, which growing-batch starts from`,
      });
    }
  }
  return found;
}

/** @throws ConfigError for the first contradiction */
export function assertConsistent(options: TrainingOptions): void {
  const [first] = contradictions(options);
  if (first === undefined) return;
  throw new ConfigError(
    `training: ${first.key}: ${first.message}; got ${JSON.stringify(options[first.key])}.`,
  );
}
