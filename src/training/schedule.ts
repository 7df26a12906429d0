/** Courses of learning rate and momentum within one stage, as data. Each equals the scheduler of torch that it names. */
import type { StepRates } from "../engine/optimizer.ts";

export type Schedule =
  /** The rates as they are: also where a plateau decides about them. */
  | { readonly kind: "constant" }
  /** Times `factor` every so many epochs (StepLR). */
  | { readonly kind: "step"; readonly factor: number; readonly epochs: number }
  /** OneCycleLR with its defaults (Smith & Topin 2018). */
  | { readonly kind: "1cycle" }
  /** CosineAnnealingLR, to 0 at the end. */
  | { readonly kind: "cosine" };

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
 * The rates of one step.
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
  switch (schedule.kind) {
    case "constant":
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
