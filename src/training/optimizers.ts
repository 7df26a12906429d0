/** The optimiser of a training: the rule that was asked for, with L1 and a moving average of the weights around it. */
import type { Value } from "../engine/graph.ts";
import { add, mul, scale, sign } from "../engine/ops/elementwise.ts";
import { adam, type Optimizer, sgd } from "../engine/optimizer.ts";
import type { Regime } from "./options.ts";

/** The slot that holds the moving average of a parameter. */
export const AVERAGE_SLOT = "average";

export function optimizerOf({
  optimizer,
  weightDecay,
  l1,
  ema,
}: Pick<Regime, "optimizer" | "weightDecay" | "l1" | "ema">): Optimizer {
  const rule =
    optimizer === "sgd" ? sgd({ weightDecay }) : adam({ weightDecay, decoupled: optimizer === "adamw" });
  const sparse = l1 === 0 ? rule : withL1(rule, l1);
  return ema === 0 ? sparse : withAverage(sparse, ema);
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

/**
 * Keeps an exponential moving average of every parameter in the slot `average`, as torch.optim.swa_utils.AveragedModel
 * with get_ema_multi_avg_fn(decay): the first step's weights, then decay x average + (1 - decay) x weights.
 */
export function withAverage(rule: Optimizer, decay: number): Optimizer {
  return {
    slots: [...rule.slots, AVERAGE_SLOT],
    scalars: (rates, step) => ({
      ...rule.scalars(rates, step),
      averageKept: step === 1 ? 0 : decay,
      averageNew: step === 1 ? 1 : 1 - decay,
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
