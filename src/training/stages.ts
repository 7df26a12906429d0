/** The stages of a training: the flat options as one, or each of a list with what it changes. */
import type { Regime } from "./options.ts";
import type { Schedule } from "./schedule.ts";

/** Epochs of one batch size. */
export interface Phase {
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: number;
}

export interface Stage {
  readonly epochs: number;
  readonly momentum: number;
  /** Course of the rate over the whole stage. */
  readonly schedule: Schedule;
  readonly reshuffle: boolean;
  /** One, or several where the batch size grows; their epochs add up to the stage's. */
  readonly phases: readonly Phase[];
}

/** Where nobody says otherwise: torch's default of Adam's first beta. */
const DEFAULT_MOMENTUM = 0.9;

/** At least one stage. */
export function stagesOf(options: Regime): Stage[] {
  const list = options.stages.length === 0 ? [{ reshuffle: false }] : options.stages;
  return list.map((stage) => {
    const { epochs, momentum, schedule, batchSize, learningRate } = { ...options, ...stage };
    const whole = { epochs, batchSize, learningRate };
    return {
      epochs,
      momentum: momentum ?? DEFAULT_MOMENTUM,
      schedule,
      reshuffle: stage.reshuffle,
      phases: schedule.id === "growing-batch" ? growingPhases(whole, schedule) : [whole],
    };
  });
}

/**
 * "Don't decay the learning rate, increase the batch size" (Smith, Kindermans, Ying & Le 2018): where StepLR would
 * multiply the rate by a factor, the batch size is divided by it. What the largest batch cannot take, the rate takes.
 */
function growingPhases(
  whole: Phase,
  { factor, epochs, maxBatchSize }: Extract<Schedule, { id: "growing-batch" }>,
): Phase[] {
  const phases: Phase[] = [];
  for (let from = 0; from < whole.epochs; from += epochs) {
    const wanted = whole.batchSize / factor ** phases.length;
    const fits = wanted <= maxBatchSize;
    phases.push({
      epochs: Math.min(epochs, whole.epochs - from),
      batchSize: fits ? Math.round(wanted) : maxBatchSize,
      learningRate: fits ? whole.learningRate : (whole.learningRate * maxBatchSize) / wanted,
    });
  }
  return phases;
}

/** The phase of an epoch of the stage, from 0. */
export function phaseAt({ phases }: Stage, epoch: number): Phase {
  let end = 0;
  for (const phase of phases) {
    end += phase.epochs;
    if (epoch < end) return phase;
  }
  return phases[phases.length - 1];
}
