/** Optimisers as graph values: the update of one parameter, and the numbers that each step feeds to it. */
import type { Value } from "./graph.ts";
import { add, div, mul, scale, shift, sqrt, square, sub } from "./ops/elementwise.ts";

/** What a schedule decides for a step. */
export interface StepRates {
  readonly learningRate: number;
  /** SGD's momentum, or the first beta of Adam. */
  readonly momentum: number;
  /** Of what the step leaves, in the average of the weights, where one is kept. */
  readonly averageShare?: number;
}

export interface Optimizer {
  /** Names of the tensors kept per parameter; they start at 0. */
  readonly slots: readonly string[];
  /** The numbers fed to step `step` (from 1), by name. */
  scalars(rates: StepRates, step: number): Readonly<Record<string, number>>;
  /** The parameter and its slots after the step; weight decay acts only where it `decays`. */
  update(
    parameter: Value,
    gradient: Value,
    slots: readonly Value[],
    scalars: Readonly<Record<string, Value>>,
    decays: boolean,
  ): { readonly parameter: Value; readonly slots: readonly Value[] };
}

/**
 * Stochastic gradient descent as torch.optim.SGD: v = momentum v + g; w = w - learning rate v (with Nesterov,
 * w - learning rate (g + momentum v)). Weight decay is added to the gradient.
 */
export function sgd(options: { nesterov?: boolean; weightDecay?: number } = {}): Optimizer {
  return {
    slots: ["velocity"],
    scalars: ({ learningRate, momentum }) => ({ learningRate, momentum }),
    update(parameter, gradient, [velocity], { learningRate, momentum }, decays) {
      const decayed = withDecay(parameter, gradient, decays ? (options.weightDecay ?? 0) : 0);
      const next = add(mul(velocity, momentum), decayed);
      const direction = options.nesterov ? add(decayed, mul(next, momentum)) : next;
      return { parameter: sub(parameter, mul(direction, learningRate)), slots: [next] };
    },
  };
}

const ADAM_BETA2 = 0.999; // torch.optim.Adam's defaults
const ADAM_EPSILON = 1e-8;

/**
 * Adam (Kingma & Ba 2015) as torch.optim.Adam, or AdamW (Loshchilov & Hutter 2019) with `decoupled` weight decay.
 */
export function adam(options: { weightDecay?: number; decoupled?: boolean } = {}): Optimizer {
  const weightDecay = options.weightDecay ?? 0;
  return {
    slots: ["mean", "square"],
    scalars: ({ learningRate, momentum }, step) => ({
      momentum,
      newShare: 1 - momentum,
      stepSize: learningRate / (1 - momentum ** step),
      squareCorrection: Math.sqrt(1 - ADAM_BETA2 ** step),
      kept: 1 - learningRate * weightDecay,
    }),
    update(parameter, gradient, [mean, squares], scalars, decays) {
      const decay = decays ? weightDecay : 0;
      const g = options.decoupled ? gradient : withDecay(parameter, gradient, decay);
      const nextMean = add(mul(mean, scalars.momentum), mul(g, scalars.newShare));
      const nextSquares = add(scale(squares, ADAM_BETA2), scale(square(g), 1 - ADAM_BETA2));
      const root = shift(div(sqrt(nextSquares), scalars.squareCorrection), ADAM_EPSILON);
      const start = options.decoupled && decay > 0 ? mul(parameter, scalars.kept) : parameter;
      return {
        parameter: sub(start, mul(div(nextMean, root), scalars.stepSize)),
        slots: [nextMean, nextSquares],
      };
    },
  };
}

function withDecay(parameter: Value, gradient: Value, weightDecay: number): Value {
  return weightDecay > 0 ? add(gradient, scale(parameter, weightDecay)) : gradient;
}
