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
  /** How many steps one call of `run` does best. */
  readonly stepsPerCall: number;
  run(steps: readonly PlannedStep[]): Promise<StepResult[]>;
  /** Copies of everything that steps change. */
  state(): TrainingState;
  release(): Promise<void>;
}

export interface StepperOptions {
  readonly batchSize: number;
  readonly labels: number;
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
  { batches, ...options }: StepperOptions,
): Promise<Stepper> {
  const step = await createTrainingStep(network, tensors, { ...options, stepsDone: steps });
  return {
    stepsPerCall: 1,
    async run(planned) {
      const results: StepResult[] = [];
      for (const { rows, rates, random } of planned) {
        const batch = batches.fill(step, rows, random.fork("batch"));
        const loss = await step.run(rates, random.fork("dropout"));
        results.push({ loss, right: batches.countRight(batch, step.logits) });
      }
      return results;
    },
    state: step.state,
    release: step.release,
  };
}
