/** The optimiser of a training: the rule that was asked for, with L1 and an average of the weights around it. */
import type { Value } from "../engine/graph.ts";
import { add, mul, scale, sign } from "../engine/ops/elementwise.ts";
import { adam, type Optimizer, type StepRates, sgd } from "../engine/optimizer.ts";
import type { Regime } from "./options.ts";

/** The slot that holds the average of a parameter. */
export const AVERAGE_SLOT = "average";

export function optimizerOf({
  optimizer,
  weightDecay,
  l1,
  ema,
  swa,
}: Pick<Regime, "optimizer" | "weightDecay" | "l1" | "ema" | "swa">): Optimizer {
  const rule =
    optimizer === "sgd" ? sgd({ weightDecay }) : adam({ weightDecay, decoupled: optimizer === "adamw" });
  const sparse = l1 === 0 ? rule : withL1(rule, l1);
  if (ema > 0) return withAverage(sparse, movingShare(ema));
  return swa > 0 ? withAverage(sparse, ({ averageShare = 1 }) => averageShare) : sparse;
}

/** Adds l1 sign(w) to the gradients of weights, where weight decay acts too: the gradient of a loss term l1 |w|. */
export function withL1(rule: Optimizer, l1: number): Optimizer {
  return {
    ...rule,
    update: (parameter, gradient, slots, scalars, decays) =>
      rule.update(
        parameter,
        decays ? add(gradient, scale(sign(parameter), l1)) : gradient,
        slots,
        scalars,
        decays,
      ),
  };
}

/** How much of a step's weights, the first being 1, are in their average. */
type AverageShare = (rates: StepRates, step: number) => number;

/**
 * An exponential moving average as torch.optim.swa_utils.AveragedModel with get_ema_multi_avg_fn(decay): the first step's
 * weights, then decay x average + (1 - decay) x weights.
 */
export const movingShare =
  (decay: number): AverageShare =>
  (_, step) =>
    step === 1 ? 1 : 1 - decay;

/** Keeps an average of every parameter in the slot `average`. */
export function withAverage(rule: Optimizer, shareOf: AverageShare): Optimizer {
  return {
    slots: [...rule.slots, AVERAGE_SLOT],
    scalars: (rates, step) => ({
      ...rule.scalars(rates, step),
      averageKept: 1 - shareOf(rates, step),
      averageNew: shareOf(rates, step),
    }),
    update(parameter, gradient, slots, scalars, decays) {
      const next = rule.update(parameter, gradient, slots.slice(0, -1), scalars, decays);
      return { parameter: next.parameter, slots: [...next.slots, averageOf(slots, next.parameter, scalars)] };
    },
  };
}

function averageOf(slots: readonly Value[], next: Value, scalars: Readonly<Record<string, Value>>): Value {
  return add(mul(slots[slots.length - 1], scalars.averageKept), mul(next, scalars.averageNew));
}
