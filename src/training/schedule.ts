/** Schedules of learning rate and momentum as data. */
import type { StepRates } from "../engine/optimizer.ts";

export type Schedule =
  | { readonly kind: "constant" }
  /** The peak rate times `factor` until a share of all steps; the last phase runs to the end. */
  | {
      readonly kind: "phases";
      readonly phases: readonly { readonly until: number; readonly factor: number }[];
    }
  | { readonly kind: "1cycle" }
  | { readonly kind: "cosine" };

/** torch.optim.lr_scheduler.OneCycleLR's defaults (Smith & Topin 2018). */
const WARM_UP_SHARE = 0.3;
const START_DIVISOR = 25;
const END_DIVISOR = 1e4;
const LOWEST_MOMENTUM = 0.85;
const HIGHEST_MOMENTUM = 0.95;

/**
 * The rates of one step.
 *
 * "1cycle" climbs to the peak and falls by cosines, with momentum against it between .95 and .85, as OneCycleLR does;
 * "cosine" falls from the peak to 0 at the end.
 *
 * @param step - from 0
 * @param steps - of the whole training
 * @param peak - the learning rate, and the momentum of schedules that leave it alone
 */
export function ratesAt(schedule: Schedule, step: number, steps: number, peak: StepRates): StepRates {
  const { learningRate, momentum } = peak;
  switch (schedule.kind) {
    case "constant":
      return peak;
    case "phases": {
      const share = (step + 0.5) / steps;
      const phase = schedule.phases.find(({ until }) => share < until) ?? schedule.phases.at(-1);
      return { learningRate: learningRate * (phase?.factor ?? 1), momentum };
    }
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
