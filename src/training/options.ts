/** What every network model lets a person choose of its training: flat keys, and stages that change some of them. */
import { z } from "zod";
import { ConfigError } from "../base/errors.ts";
import { valueAt } from "../base/params.ts";
import { scheduleSchema } from "./schedule.ts";

const epochs = z.int().min(1).max(10_000);
const batchSize = z.int().min(1).max(4096);
const learningRate = z.number().positive().max(10);
const momentum = z.number().min(0).max(0.999);

/** One part of a mixed regime: what it does not say is as outside of the stages. */
const stageSchema = z.strictObject({
  epochs: epochs.exactOptional().describe("passes over the training rows"),
  batchSize: batchSize.exactOptional().describe("rows per training step"),
  learningRate: learningRate.exactOptional().describe("peak learning rate"),
  momentum: momentum.exactOptional().describe("SGD's momentum, or Adam's first beta"),
  schedule: scheduleSchema.exactOptional().describe("course of the learning rate within the stage"),
  reshuffle: z.boolean().default(false).describe("draw another validation side when the stage begins"),
});

/** How epochs run, whatever the loss. */
export const regimeParams = {
  epochs: epochs.default(60).describe("passes over the training rows"),
  batchSize: batchSize.default(64).describe("rows per training step"),
  learningRate: learningRate.default(0.001).describe("peak learning rate"),
  optimizer: z.enum(["sgd", "adam", "adamw"]).default("adamw").describe("rule of the update"),
  momentum: momentum
    .nullable()
    .default(null)
    .describe("SGD's momentum, or Adam's first beta; null for 0.9, or for what 1cycle sets"),
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
  schedule: scheduleSchema
    .default({ id: "1cycle" })
    .describe(
      "course of the learning rate; 1cycle sets the momentum too, growing-batch raises the batch size instead",
    ),
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
  swa: z
    .number()
    .min(0)
    .max(1)
    .default(0)
    .describe(
      "last share of the epochs whose weights are averaged equally (stochastic weight averaging); the average is then validated and saved; 0 for none",
    ),
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
    .describe("stages one after another; what one does not say is as outside of the stages"),
};

/** What only a loss over labels has. */
const labelParams = {
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
  balanced: z.boolean().default(false).describe("weigh labels by n / (labels x count)"),
};

export const trainingParams = { ...regimeParams, ...labelParams };

/** What only images have. */
const imageParams = {
  coefficientMask: z
    .int()
    .min(0)
    .max(4096)
    .default(0)
    .describe(
      "most neighbouring coefficients of each row that are hidden while training (SpecAugment); 0 for none",
    ),
  frameMask: z
    .int()
    .min(0)
    .max(65_536)
    .default(0)
    .describe("most neighbouring frames of each row that are hidden while training; 0 for none"),
};

export const imageTrainingParams = { ...trainingParams, ...imageParams };

const regimeSchema = z.strictObject(regimeParams);
const labelSchema = z.strictObject(labelParams);
const imageSchema = z.strictObject(imageParams);

export type Regime = z.output<typeof regimeSchema>;
export type LabelOptions = z.output<typeof labelSchema>;
type ImageOptions = z.output<typeof imageSchema>;
export type TrainingOptions = Regime & LabelOptions & Partial<ImageOptions>;

/** Of an option that another one makes void. */
export interface Contradiction {
  /** Of the key to change. */
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** Options that would be accepted and ignored. */
export function contradictions(options: Regime): Contradiction[] {
  const found: Contradiction[] = [];
  if (options.patience > 0 && options.validation === 0) {
    found.push({ path: ["patience"], message: 'expected 0, or a "validation" share to be patient with' });
  }
  if (options.ema > 0 && options.swa > 0) {
    found.push({ path: ["swa"], message: 'expected 0, since "ema" averages the weights already' });
  }
  const cycles = ({ schedule }: Pick<Regime, "schedule">) => schedule.id === "1cycle";
  const wholes = options.stages.map((stage) => ({ ...options, ...stage }));
  if (options.momentum !== null && (wholes.length === 0 ? cycles(options) : wholes.every(cycles))) {
    found.push({ path: ["momentum"], message: "expected null, since 1cycle sets it" });
  }
  if (wholes.length === 0) found.push(...growthProblems(options, ["schedule"]));
  for (const [i, stage] of options.stages.entries()) {
    const path = ["stages", i];
    if (stage.momentum !== undefined && cycles(wholes[i])) {
      found.push({ path: [...path, "momentum"], message: "expected none, since 1cycle sets it" });
    }
    if (stage.reshuffle && (i === 0 || options.validation === 0)) {
      const message = 'expected true only after the first stage, and where there is a "validation" share';
      found.push({ path: [...path, "reshuffle"], message });
    }
    found.push(...growthProblems(wholes[i], path));
  }
  return found;
}

function growthProblems(
  { schedule, batchSize }: Pick<Regime, "schedule" | "batchSize">,
  path: Contradiction["path"],
): Contradiction[] {
  if (schedule.id !== "growing-batch" || batchSize < schedule.maxBatchSize) return [];
  const message = `expected a "maxBatchSize" above the batch size ${batchSize}, which growing-batch starts from`;
  return [{ path, message }];
}

/** @throws ConfigError for the first contradiction */
export function assertConsistent(options: Regime): void {
  const [first] = contradictions(options);
  if (first === undefined) return;
  const got = JSON.stringify(valueAt(options, first.path));
  throw new ConfigError(`training: ${first.path.join(".")}: ${first.message}; got ${got}.`);
}
