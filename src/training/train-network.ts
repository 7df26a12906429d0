/** Training of networks on a dataset: batches, epochs, schedule and the curve; the same for every network model. */
import { ModelError } from "../base/errors.ts";
import { createRandom, type Random } from "../base/random.ts";
import { type Dataset, widthOf } from "../dataset/dataset.ts";
import { exportNetwork } from "../engine/export.ts";
import { initialWeights, type Network } from "../engine/network.ts";
import { adam, type Optimizer, sgd } from "../engine/optimizer.ts";
import { balancedWeights, fillTargets } from "../engine/targets.ts";
import { createTrainingStep, type TrainingStep } from "../engine/training-step.ts";
import type { EpochReport, TrainedNetwork, TrainingContext } from "./context.ts";
import type { TrainingOptions } from "./options.ts";
import { ratesAt } from "./schedule.ts";

/**
 * Trains a network on every row of a dataset and exports it.
 *
 * The same seed gives the same bits. Rows are shuffled before each epoch; the last short batch runs on the same
 * compiled step, its missing rows masked.
 *
 * @throws ModelError if rows are unlabelled, all of one label or not finite, or if the loss leaves the numbers
 * @throws ShapeError if the network does not fit the rows
 * @throws the signal's reason when aborted
 */
export async function trainNetwork(
  network: Network,
  data: Dataset,
  options: TrainingOptions,
  context: TrainingContext,
): Promise<TrainedNetwork> {
  checkTrainable(data);
  const rows = data.clipIds.length;
  const batchSize = Math.min(options.batchSize, rows);
  const random = createRandom(context.seed);
  const step = await createTrainingStep(network, initialWeights(network, context.seed), {
    batchSize,
    labels: data.labels.length,
    optimizer: optimizerOf(options),
    clipNorm: options.clipNorm,
    threads: context.threads ?? 0,
  });
  try {
    const history = await trainEpochs(step, batchSize, data, options, context, random);
    return { onnx: exportNetwork(network, step.weights()), history };
  } finally {
    await step.release();
  }
}

async function trainEpochs(
  step: TrainingStep,
  batchSize: number,
  data: Dataset,
  options: TrainingOptions,
  context: TrainingContext,
  random: Random,
): Promise<EpochReport[]> {
  const rows = data.clipIds.length;
  const order = Uint32Array.from({ length: rows }, (_, row) => row);
  const stepsPerEpoch = Math.ceil(rows / batchSize);
  const steps = options.epochs * stepsPerEpoch;
  const batches = createBatches(step, batchSize, data, options, random.fork("noise"));
  const shuffling = random.fork("order");
  const dropping = random.fork("dropout");
  const schedule = { kind: options.schedule };
  const history: EpochReport[] = [];
  for (let epoch = 0; epoch < options.epochs; epoch++) {
    shuffling.shuffle(order);
    let lossSum = 0;
    let right = 0;
    let learningRate = 0;
    for (let i = 0; i < stepsPerEpoch; i++) {
      context.signal?.throwIfAborted();
      const batch = order.subarray(i * batchSize, (i + 1) * batchSize);
      batches.fill(batch);
      const rates = ratesAt(schedule, epoch * stepsPerEpoch + i, steps, options);
      learningRate = rates.learningRate;
      const loss = await step.run(rates, dropping);
      if (!Number.isFinite(loss)) {
        throw new ModelError(
          `training: the loss became ${loss} at step ${epoch * stepsPerEpoch + i + 1} (epoch ${epoch + 1}); expected a number.`,
          `Lower the learning rate (now ${options.learningRate}).`,
        );
      }
      lossSum += loss * batch.length;
      right += batches.countRight(batch);
    }
    const report = {
      epoch: epoch + 1,
      epochs: options.epochs,
      loss: lossSum / rows,
      accuracy: right / rows,
      learningRate,
    };
    history.push(report);
    context.onEpoch?.(report);
  }
  return history;
}

interface Batches {
  /** Copies rows of the dataset into the step's buffers. */
  fill(batch: Uint32Array): void;
  /** How many rows of the batch the step's logits name right. */
  countRight(batch: Uint32Array): number;
}

function createBatches(
  step: TrainingStep,
  batchSize: number,
  data: Dataset,
  options: TrainingOptions,
  random: Random,
): Batches {
  const width = widthOf(data.shape);
  const labels = data.labels.length;
  const weights = options.balanced ? balancedWeights(data.y, labels) : new Float64Array(labels).fill(1);
  const batchLabels = new Int32Array(batchSize);
  return {
    fill(batch) {
      for (const [i, row] of batch.entries()) {
        step.features.set(data.x.subarray(row * width, (row + 1) * width), i * width);
        batchLabels[i] = data.y[row];
      }
      step.features.fill(0, batch.length * width);
      step.rowMask.fill(1, 0, batch.length).fill(0, batch.length);
      if (options.inputNoise > 0) {
        for (let i = 0; i < batch.length * width; i++)
          step.features[i] += options.inputNoise * random.normal();
      }
      fillTargets(step.targets, batchLabels.subarray(0, batch.length), weights, options.labelSmoothing);
    },
    countRight(batch) {
      let right = 0;
      for (const [i, row] of batch.entries()) {
        let best = 0;
        for (let k = 1; k < labels; k++)
          if (step.logits[i * labels + k] > step.logits[i * labels + best]) best = k;
        if (best === data.y[row]) right += 1;
      }
      return right;
    },
  };
}

function optimizerOf({ optimizer, weightDecay }: TrainingOptions): Optimizer {
  if (optimizer === "sgd") return sgd({ weightDecay });
  return adam({ weightDecay, decoupled: optimizer === "adamw" });
}

/** @throws ModelError */
function checkTrainable(data: Dataset): void {
  const unlabelled = data.y.findIndex((label) => label < 0 || label >= data.labels.length);
  if (unlabelled >= 0)
    throw new ModelError(
      `training: clip ${data.clipIds[unlabelled]} has no label; expected labelled clips only.`,
    );
  if (new Set(data.y).size < 2) {
    const only = data.y.length === 0 ? "no clips" : `${data.labels[data.y[0]]} only`;
    throw new ModelError(`training: expected clips of two labels or more; got ${only}.`);
  }
  const wrong = data.x.findIndex((number) => !Number.isFinite(number));
  if (wrong >= 0) {
    const clip = data.clipIds[Math.floor(wrong / widthOf(data.shape))];
    throw new ModelError(
      `training: the features of clip ${clip} hold ${data.x[wrong]}; expected finite numbers.`,
    );
  }
}
