/** The stages of a training: the flat options as one, or each of a list with what it changes. */
import type { TrainingOptions } from "./options.ts";
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
  /** Where the loss decides about the rate. */
  readonly plateau: { readonly factor: number; readonly patience: number } | null;
  readonly reshuffle: boolean;
  /** One, or several where the batch size grows; their epochs add up to the stage's. */
  readonly phases: readonly Phase[];
}

/** At least one stage. */
export function stagesOf(options: TrainingOptions): Stage[] {
  const list = options.stages.length === 0 ? [{ reshuffle: false }] : options.stages;
  return list.map((stage) => {
    const { epochs, momentum, schedule, scheduleFactor, scheduleEpochs, ...rest } = { ...options, ...stage };
    return {
      epochs,
      momentum,
      schedule: scheduleOf(schedule, scheduleFactor, scheduleEpochs),
      plateau: schedule === "plateau" ? { factor: scheduleFactor, patience: scheduleEpochs } : null,
      reshuffle: stage.reshuffle,
      phases:
        schedule === "growing-batch"
          ? growingPhases({ epochs, scheduleFactor, scheduleEpochs, ...rest })
          : [{ epochs, batchSize: rest.batchSize, learningRate: rest.learningRate }],
    };
  });
}

function scheduleOf(kind: TrainingOptions["schedule"], factor: number, epochs: number): Schedule {
  if (kind === "step") return { kind, factor, epochs };
  if (kind === "1cycle" || kind === "cosine") return { kind };
  return { kind: "constant" };
}

/**
 * "Don't decay the learning rate, increase the batch size" (Smith, Kindermans, Ying & Le 2018): where StepLR would
 * multiply the rate by a factor, the batch size is divided by it. What the largest batch cannot take, the rate takes.
 */
function growingPhases(options: {
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly scheduleFactor: number;
  readonly scheduleEpochs: number;
  readonly maxBatchSize: number;
}): Phase[] {
  const phases: Phase[] = [];
  for (let from = 0; from < options.epochs; from += options.scheduleEpochs) {
    const wanted = options.batchSize / options.scheduleFactor ** phases.length;
    const fits = wanted <= options.maxBatchSize;
    phases.push({
      epochs: Math.min(options.scheduleEpochs, options.epochs - from),
      batchSize: fits ? Math.round(wanted) : options.maxBatchSize,
      learningRate: fits ? options.learningRate : (options.learningRate * options.maxBatchSize) / wanted,
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
