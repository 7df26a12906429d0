/** What every network model lets a person choose of its training. */
import { z } from "zod";

export const trainingParams = {
  epochs: z.int().min(1).max(10_000).default(60).describe("passes over the training rows"),
  batchSize: z.int().min(1).max(4096).default(64).describe("rows per training step"),
  learningRate: z.number().positive().max(10).default(0.001).describe("peak learning rate"),
  optimizer: z.enum(["sgd", "adam", "adamw"]).default("adamw").describe("rule of the update"),
  momentum: z.number().min(0).max(0.999).default(0.9).describe("SGD's momentum, or Adam's first beta"),
  weightDecay: z.number().min(0).max(1).default(0.01).describe("pull of weights (not biases) towards 0"),
  labelSmoothing: z
    .number()
    .min(0)
    .max(0.9)
    .default(0.1)
    .describe("share of each target spread over all labels"),
  schedule: z
    .enum(["constant", "1cycle", "cosine"])
    .default("1cycle")
    .describe("course of the learning rate; 1cycle sets the momentum too"),
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
};

const trainingSchema = z.strictObject(trainingParams);

export type TrainingOptions = z.output<typeof trainingSchema>;
