/** A loss that left the numbers, as an error that says where it began and what to do. */
import { ModelError } from "../base/errors.ts";
import type { Regime } from "./options.ts";
import { describeStatistics, type WeightStatistics } from "./weight-statistics.ts";

/** Tensors that the message describes. */
const TOLD = 5;

/** Where and how a loss left the numbers. */
export interface Divergence {
  readonly what: "loss" | "validation loss";
  readonly loss: number;
  /** From 1, through the whole training. */
  readonly step: number;
  /** From 1. */
  readonly epoch: number;
  readonly learningRate: number;
  /** The tensors when the epoch began, and now. */
  readonly before: readonly WeightStatistics[];
  readonly after: readonly WeightStatistics[];
}

export function lossError(
  { what, loss, step, epoch, learningRate, before, after }: Divergence,
  { clipNorm }: Pick<Regime, "clipNorm">,
): ModelError {
  const broken = after.filter(({ notFinite }) => notFinite > 0);
  // One bad step spoils every layer: what they were before says more then.
  const spoilt = broken.length === after.length;
  const first = broken.length === 0 ? "" : `, first ${broken[0].name}`;
  const state = `${broken.length} of ${after.length} tensors hold numbers that are not finite${first}`;
  const shown = spoilt || broken.length === 0 ? bySize(spoilt ? before : after) : broken;
  const intro = spoilt
    ? "when the epoch began the largest were"
    : broken.length === 0
      ? "the largest are"
      : "namely";
  return new ModelError(
    `training: the ${what} became ${loss} at step ${step} (epoch ${epoch}); expected a number: ${state}; ` +
      `${intro} ${shown.slice(0, TOLD).map(describeStatistics).join("; ")}.`,
    `Lower the learning rate (now ${learningRate})${clipNorm === 0 ? ", or set clipNorm" : ""}.`,
  );
}

function bySize(tensors: readonly WeightStatistics[]): WeightStatistics[] {
  const largest = ({ min, max }: WeightStatistics) => Math.max(-min, max);
  return tensors.toSorted((a, b) => largest(b) - largest(a));
}
