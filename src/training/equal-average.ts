/**
 * Stochastic weight averaging (Izmailov et al. 2018): the equal mean of the weights that the last epochs leave, as
 * torch.optim.swa_utils.AveragedModel keeps it.
 */
import type { Stage } from "./stages.ts";

/** Where a step stands in its stage. */
export interface AveragedStep {
  /** From 0. */
  readonly epoch: number;
  /** Whether it is the epoch's last. */
  readonly endsEpoch: boolean;
}

/**
 * How much of what a step leaves is in the average. Until the first epoch of the average has ended, all: the average
 * follows the weights. After that the steps that end epochs have equal shares, and the others none.
 *
 * @param swa - share of the last stage's epochs; one of them at least
 */
export function equalShare(
  swa: number,
  stages: readonly Pick<Stage, "epochs">[],
  stage: number,
  { epoch, endsEpoch }: AveragedStep,
): number {
  const { epochs } = stages[stage];
  const first = stage < stages.length - 1 ? epochs : epochs - Math.max(1, Math.round(swa * epochs));
  const before = epoch - first;
  if (before <= 0) return 1;
  return endsEpoch ? 1 / (before + 1) : 0;
}
