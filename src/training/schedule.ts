/** Courses of learning rate and batch size within one stage, as data. Those of the rate equal torch's schedulers. */
import { z } from "zod";
import type { StepRates } from "../engine/optimizer.ts";

const factor = z.number().gt(0).lt(1).default(0.1);
const epochs = z.int().min(1).max(10_000).default(10);

const courseSchema = z.discriminatedUnion(
  "id",
  [
    z.strictObject({ id: z.literal("constant").describe("the rate as it is") }),
    z.strictObject({ id: z.literal("1cycle").describe("OneCycleLR with its defaults (Smith & Topin 2018)") }),
    z.strictObject({ id: z.literal("cosine").describe("CosineAnnealingLR, to 0 at the end of the stage") }),
    z.strictObject({
      id: z.literal("step").describe("StepLR"),
      factor: factor.describe("what the rate is multiplied by"),
      epochs: epochs.describe("epochs from one change to the next"),
    }),
    z.strictObject({
      id: z.literal("plateau").describe("ReduceLROnPlateau, on the validation loss where there is one"),
      factor: factor.describe("what the rate is multiplied by"),
      patience: epochs.describe("epochs without a lower loss before the rate changes"),
    }),
    z.strictObject({
      id: z.literal("growing-batch").describe("the rate as it is, and batches that grow"),
      factor: factor.describe("what the batch size is divided by"),
      epochs: epochs.describe("epochs from one change to the next"),
      maxBatchSize: z
        .int()
        .min(1)
        .max(4096)
        .default(512)
        .describe("where batches end to grow; from there on the rate falls instead"),
    }),
  ],
  {
    error: ({ code }) => (code === "invalid_union" ? `expected one of ${courseIds().join(", ")}` : undefined),
  },
);

function courseIds(): string[] {
  return courseSchema.options.flatMap(({ shape }) => [...shape.id.values]);
}

/** A course with its parameters; a bare id is the course with its defaults: `step` for `{ id: step }`. */
export const scheduleSchema = z.preprocess(
  (given) => (typeof given === "string" ? { id: given } : given),
  courseSchema,
);

export type Schedule = z.output<typeof scheduleSchema>;

/** Where a training step stands in its stage; all from 0. */
export interface StepPosition {
  readonly step: number;
  /** Steps of the whole stage. */
  readonly steps: number;
  readonly epoch: number;
}

/** torch.optim.lr_scheduler.OneCycleLR's defaults. */
const WARM_UP_SHARE = 0.3;
const START_DIVISOR = 25;
const END_DIVISOR = 1e4;
const LOWEST_MOMENTUM = 0.85;
const HIGHEST_MOMENTUM = 0.95;

/**
 * The rates of one step. A plateau's loss and a growing batch's phase decide about the rate elsewhere: here it rests.
 *
 * "1cycle" climbs to the peak and falls by cosines, with momentum against it between .95 and .85; "cosine" falls from
 * the peak to 0 at the end.
 *
 * @param peak - the learning rate, and the momentum of schedules that leave it alone
 */
export function ratesAt(
  schedule: Schedule,
  { step, steps, epoch }: StepPosition,
  peak: StepRates,
): StepRates {
  const { learningRate, momentum } = peak;
  switch (schedule.id) {
    case "constant":
    case "plateau":
    case "growing-batch":
      return peak;
    case "step":
      return {
        learningRate: learningRate * schedule.factor ** Math.floor(epoch / schedule.epochs),
        momentum,
      };
    case "cosine":
      return { learningRate: cosineBetween(learningRate, 0, step / steps), momentum };
    case "1cycle": {
      const top = WARM_UP_SHARE * steps - 1;
      const start = learningRate / START_DIVISOR;
      if (step <= top) {
        const share = top > 0 ? step / top : 1;
        return {
          learningRate: cosineBetween(start, learningRate, share),
          momentum: cosineBetween(HIGHEST_MOMENTUM, LOWEST_MOMENTUM, share),
        };
      }
      const share = (step - top) / (steps - 1 - top);
      return {
        learningRate: cosineBetween(learningRate, start / END_DIVISOR, share),
        momentum: cosineBetween(LOWEST_MOMENTUM, HIGHEST_MOMENTUM, share),
      };
    }
  }
}

function cosineBetween(from: number, to: number, share: number): number {
  return to + ((from - to) * (1 + Math.cos(Math.PI * share))) / 2;
}
