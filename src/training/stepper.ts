/** Runs training steps on the engine: the one place that knows how a step is compiled, fed and read. */
import type { Random } from "../base/random.ts";
import type { Network } from "../engine/network.ts";
import type { Optimizer, StepRates } from "../engine/optimizer.ts";
import { createTrainingStep, type TrainingState } from "../engine/training-step.ts";
import type { Batches } from "./batches.ts";

/** One step to be done. */
export interface PlannedStep {
  readonly rows: Uint32Array;
  readonly rates: StepRates;
  /** Draws the batch's noise and mixup, and the dropout masks: of the step alone, so that no step depends on others. */
  readonly random: Random;
}

export interface StepResult {
  readonly loss: number;
  /** Rows predicted right. */
  readonly right: number;
}

export interface Stepper {
  /** How many steps the next call of `run` should do: as many as fit into a second, by the last call. */
  readonly stepsPerCall: number;
  run(steps: readonly PlannedStep[]): Promise<StepResult[]>;
  /** Copies of everything that steps change. */
  state(): TrainingState;
  release(): Promise<void>;
}

export interface StepperOptions {
  /** Of the batches; a step has `rowsEach` times as many rows. */
  readonly batchSize: number;
  readonly optimizer: Optimizer;
  readonly clipNorm: number;
  readonly threads: number;
  readonly batches: Batches;
}

/**
 * Compiles training steps that go on from a state.
 *
 * @throws ShapeError if the network does not fit the rows
 * @throws ModelError if the state does not fit the network
 */
export async function openStepper(
  network: Network,
  { tensors, steps }: TrainingState,
  { batches, batchSize, ...options }: StepperOptions,
): Promise<Stepper> {
  const step = await createTrainingStep(network, tensors, {
    ...options,
    batchSize: batchSize * batches.rowsEach,
    labels: batches.columns,
    loss: batches.loss,
    stepsDone: steps,
  });
  return {
    get stepsPerCall() {
      return step.stepsPerRun;
    },
    async run(planned) {
      const filled = planned.map(({ rows, random }, i) =>
        batches.fill(step.inputs[i], rows, random.fork("batch")),
      );
      const results = await step.run(
        planned.map(({ rates, random }) => ({ rates, random: random.fork("dropout") })),
      );
      return results.map(({ loss, logits }, i) => ({ loss, right: batches.countRight(filled[i], logits) }));
    },
    state: step.state,
    release: step.release,
  };
}
