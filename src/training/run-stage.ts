/** One stage of a training: its epochs, from wherever they stand, until the last or until the loss says enough. */
import type { Random } from "../base/random.ts";
import type { Network } from "../engine/network.ts";
import type { Optimizer, StepRates } from "../engine/optimizer.ts";
import type { TrainingState } from "../engine/training-step.ts";
import type { Batches } from "./batches.ts";
import type { Checkpoint, Progress } from "./checkpoint.ts";
import type { EpochReport, TrainingContext } from "./context.ts";
import { freshStopping, isOver, nextStopping } from "./early-stopping.ts";
import { equalShare } from "./equal-average.ts";
import type { Evaluation } from "./evaluator.ts";
import { lossError } from "./loss-error.ts";
import type { Regime } from "./options.ts";
import { freshPlateau, nextPlateau } from "./plateau.ts";
import type { Saver } from "./saver.ts";
import { ratesAt } from "./schedule.ts";
import { phaseAt, type Stage } from "./stages.ts";
import { openStepper, type PlannedStep, type Stepper } from "./stepper.ts";
import type { Sides } from "./validation.ts";
import { weightStatistics } from "./weight-statistics.ts";

export interface StageWork {
  readonly network: Network;
  readonly batches: Batches;
  readonly optimizer: Optimizer;
  readonly options: Regime;
  readonly context: TrainingContext;
  readonly stages: readonly Stage[];
  readonly sides: Sides;
  readonly random: Random;
  readonly saver: Saver;
  /** Of the validation side; undefined where there is none. */
  readonly validate: ((state: TrainingState) => Promise<Evaluation>) | undefined;
}

/** Rates of the steps of one epoch, from 0. */
type EpochRates = (step: number) => StepRates;

/**
 * Trains what is left of the stage that `from` stands in.
 *
 * @returns the beginning of the next stage
 * @throws ModelError if the loss leaves the numbers
 * @throws the signal's reason when aborted
 */
export async function runStage(from: Checkpoint, work: StageWork): Promise<Checkpoint> {
  const { epochs } = work.stages[from.progress.stage];
  const { patience, restore } = work.options;
  let at = from;
  while (at.progress.epoch < epochs && !isOver(at.progress.stopping, patience)) at = await runPhase(at, work);
  return {
    progress: {
      ...at.progress,
      stage: at.progress.stage + 1,
      epoch: 0,
      plateau: freshPlateau,
      stopping: freshStopping,
    },
    state: restore === "best" ? (at.best ?? at.state) : at.state,
    best: null,
  };
}

/** The epochs of one batch size, on one compiled step. */
async function runPhase(from: Checkpoint, work: StageWork): Promise<Checkpoint> {
  const { options, context, sides, saver, validate } = work;
  const stage = work.stages[from.progress.stage];
  const phase = phaseAt(stage, from.progress.epoch);
  const batchSize = Math.min(phase.batchSize, sides.train.length);
  const stepsPerEpoch = Math.ceil(sides.train.length / batchSize);
  const stepper = await openStepper(work.network, from.state, {
    batchSize,
    optimizer: work.optimizer,
    clipNorm: options.clipNorm,
    threads: context.threads ?? 0,
    batches: work.batches,
  });
  const lasts = ({ epoch, stopping }: Progress): boolean =>
    epoch < stage.epochs && phaseAt(stage, epoch) === phase && !isOver(stopping, options.patience);
  let { progress, best } = from;
  try {
    while (lasts(progress)) {
      const { epoch } = progress;
      const peak = { learningRate: phase.learningRate * progress.plateau.factor, momentum: stage.momentum };
      const at = progress.stage;
      const rates: EpochRates = (step) => ({
        ...ratesAt(
          stage.schedule,
          { step: epoch * stepsPerEpoch + step, steps: stage.epochs * stepsPerEpoch, epoch },
          peak,
        ),
        averageShare: equalShare(options.swa, work.stages, at, {
          epoch,
          endsEpoch: step === stepsPerEpoch - 1,
        }),
      });
      progress = await runSteps(stepper, { progress, best }, { batchSize, stepsPerEpoch, rates }, work);
      const { learningRate } = rates(stepsPerEpoch - 1);
      const validated = await validate?.(stepper.state());
      const report = reportOf(progress, { learningRate, batchSize }, validated, work);
      if (validated !== undefined && !Number.isFinite(validated.loss)) {
        const { tensors, steps } = stepper.state();
        const after = weightStatistics(tensors);
        throw lossError(
          {
            what: "validation loss",
            loss: validated.loss,
            step: steps,
            epoch: report.epoch,
            learningRate,
            before: after,
            after,
          },
          options,
        );
      }
      progress = afterEpoch(progress, report, stage);
      if (validated !== undefined && progress.stopping.since === 0 && options.restore === "best") {
        best = stepper.state();
      }
      context.onEpoch?.(report);
      if (saver.isDue()) await saver.save({ progress, state: stepper.state(), best });
    }
    return { progress, state: stepper.state(), best };
  } finally {
    await stepper.release();
  }
}

/** The steps that are left of an epoch. */
async function runSteps(
  stepper: Stepper,
  from: Pick<Checkpoint, "progress" | "best">,
  {
    batchSize,
    stepsPerEpoch,
    rates,
  }: { readonly batchSize: number; readonly stepsPerEpoch: number; readonly rates: EpochRates },
  { context, options, random, saver, sides }: StageWork,
): Promise<Progress> {
  const epoch = from.progress.history.length;
  const before = weightStatistics(stepper.state().tensors);
  const order = random.fork(`order/${epoch}`).shuffle(sides.train.slice());
  let { progress } = from;
  const save = () => saver.save({ progress, state: stepper.state(), best: from.best });
  while (progress.step < stepsPerEpoch) {
    if (context.signal?.aborted) {
      await save();
      context.signal.throwIfAborted();
    }
    const first = progress.step;
    const planned = Array.from(
      { length: Math.min(stepper.stepsPerCall, stepsPerEpoch - first) },
      (_, i): PlannedStep => ({
        rows: order.subarray((first + i) * batchSize, (first + i + 1) * batchSize),
        rates: rates(first + i),
        random: random.fork(`step/${epoch}/${first + i}`),
      }),
    );
    let { lossSum, right } = progress;
    for (const [i, result] of (await stepper.run(planned)).entries()) {
      if (!Number.isFinite(result.loss)) {
        const { tensors, steps } = stepper.state();
        throw lossError(
          {
            what: "loss",
            loss: result.loss,
            step: steps - planned.length + i + 1,
            epoch: epoch + 1,
            learningRate: planned[i].rates.learningRate,
            before,
            after: weightStatistics(tensors),
          },
          options,
        );
      }
      lossSum += result.loss * planned[i].rows.length;
      right += result.right;
    }
    progress = { ...progress, step: first + planned.length, lossSum, right };
    if (saver.isDue()) await save();
  }
  return progress;
}

function reportOf(
  { history, stage, epoch, lossSum, right }: Progress,
  rates: { readonly learningRate: number; readonly batchSize: number },
  validated: Evaluation | undefined,
  { stages, sides }: StageWork,
): EpochReport {
  const left = stages.slice(stage).reduce((sum, { epochs }) => sum + epochs, 0) - epoch;
  return {
    epoch: history.length + 1,
    epochs: history.length + left,
    stage: stage + 1,
    loss: lossSum / sides.train.length,
    accuracy: right / sides.train.length,
    ...rates,
    ...(validated === undefined
      ? {}
      : { validationLoss: validated.loss, validationAccuracy: validated.accuracy }),
  };
}

function afterEpoch(progress: Progress, report: EpochReport, stage: Stage): Progress {
  const { validationLoss } = report;
  const { plateau, stopping } = progress;
  return {
    ...progress,
    epoch: progress.epoch + 1,
    step: 0,
    lossSum: 0,
    right: 0,
    plateau:
      stage.schedule.id === "plateau"
        ? nextPlateau(plateau, validationLoss ?? report.loss, stage.schedule)
        : plateau,
    stopping: validationLoss === undefined ? stopping : nextStopping(stopping, validationLoss),
    history: [...progress.history, report],
  };
}
