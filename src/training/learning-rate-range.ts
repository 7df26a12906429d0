/**
 * The learning-rate range test (Smith 2017, "Cyclical learning rates for training neural networks"): while the rate
 * grows from step to step, the loss first rests, then falls, then explodes. A good rate lies where it falls steepest.
 */
import { ModelError } from "../base/errors.ts";
import { createRandom } from "../base/random.ts";
import type { AnyDataset } from "../dataset/stored-dataset.ts";
import { initialWeights, type Network } from "../engine/network.ts";
import { createBatches } from "./batches.ts";
import type { TrainingContext } from "./context.ts";
import { optimizerOf } from "./optimizers.ts";
import type { TrainingOptions } from "./options.ts";
import { type RangePoint, type RangeReading, readRange } from "./read-range.ts";
import { stagesOf } from "./stages.ts";
import { openStepper, type PlannedStep, type StepResult } from "./stepper.ts";
import { assertTrainable } from "./train-network.ts";

export interface LearningRateRange extends RangeReading {
  /** Whether the loss exploded before the last rate. */
  readonly diverged: boolean;
}

export interface RangeOptions {
  readonly from: number;
  readonly to: number;
  readonly steps: number;
}

const FROM = 1e-6;
const TO = 10;
/** Steps with batches of 64 rows; smaller batches are noisier, and get more. */
const STEPS = 140;
const MOST_STEPS = 560;
/** Share of the mean before in the running loss. */
const SMOOTHING = 0.9;
/** The loss has exploded when it is so many times its lowest (as in fastai). */
const EXPLODED = 4;

/**
 * Trains on batches of the dataset at growing rates, from fresh weights that are thrown away; everything else is as
 * the options say of the first stage. Rows are used again in another order where there are more steps than batches.
 *
 * @throws ModelError if rows cannot be trained on, or if the very first loss is not a number
 * @throws the signal's reason when aborted
 */
export async function findLearningRate(
  network: Network,
  data: AnyDataset,
  options: TrainingOptions,
  { seed, threads = 0, signal }: Pick<TrainingContext, "seed" | "threads" | "signal">,
  range?: RangeOptions,
): Promise<LearningRateRange> {
  assertTrainable(data);
  const [{ momentum, phases }] = stagesOf(options);
  const batchSize = Math.min(phases[0].batchSize, data.clipIds.length);
  const { from, to, steps } = range ?? { from: FROM, to: TO, steps: stepsFor(batchSize) };
  const stepper = await openStepper(
    network,
    { tensors: initialWeights(network, seed), steps: 0 },
    {
      batchSize,
      optimizer: optimizerOf(options),
      clipNorm: options.clipNorm,
      threads,
      batches: createBatches(data, options),
    },
  );
  const rateAt = (step: number) => from * (to / from) ** (step / (steps - 1));
  const planAt = createPlan(data.clipIds.length, batchSize, seed);
  const hasExploded = createWatch();
  const points: RangePoint[] = [];
  let diverged = false;
  try {
    while (points.length < steps && !diverged) {
      signal?.throwIfAborted();
      const first = points.length;
      const planned = Array.from({ length: Math.min(stepper.stepsPerCall, steps - first) }, (_, i) => ({
        ...planAt(first + i),
        rates: { learningRate: rateAt(first + i), momentum },
      }));
      const results = await stepper.run(planned);
      for (const [i, loss] of finiteLosses(results).entries()) {
        points.push({ learningRate: rateAt(first + i), loss });
        diverged = hasExploded(loss);
        if (diverged) break;
      }
      diverged ||= points.length < first + planned.length;
    }
  } finally {
    await stepper.release();
  }
  if (points.length === 0) {
    throw new ModelError(
      "learning-rate range: the first loss is not a number; expected one for fresh weights.",
    );
  }
  return { ...readRange(points), diverged };
}

function stepsFor(batchSize: number): number {
  return Math.round(Math.min(MOST_STEPS, STEPS * Math.max(1, Math.sqrt(64 / batchSize))));
}

/** The losses before the first that is not a number. */
function finiteLosses(results: readonly StepResult[]): number[] {
  const end = results.findIndex(({ loss }) => !Number.isFinite(loss));
  return results.slice(0, end < 0 ? results.length : end).map(({ loss }) => loss);
}

/** Tells of each loss whether the running mean has exploded: without the mean's pull towards 0 at its start. */
function createWatch(): (loss: number) => boolean {
  let mean = 0;
  let weight = 0;
  let lowest = Number.POSITIVE_INFINITY;
  return (loss) => {
    mean = SMOOTHING * mean + (1 - SMOOTHING) * loss;
    weight = SMOOTHING * weight + (1 - SMOOTHING);
    lowest = Math.min(lowest, mean / weight);
    return mean / weight > EXPLODED * lowest;
  };
}

/** Rows and chance of every step: shuffled anew when all rows have had their turn. */
function createPlan(
  rows: number,
  batchSize: number,
  seed: number,
): (step: number) => Pick<PlannedStep, "rows" | "random"> {
  const random = createRandom(seed).fork("range");
  const perEpoch = Math.ceil(rows / batchSize);
  const order = Uint32Array.from({ length: rows }, (_, row) => row);
  return (step) => {
    const at = step % perEpoch;
    if (at === 0) random.fork(`order/${step}`).shuffle(order);
    return { rows: order.slice(at * batchSize, (at + 1) * batchSize), random: random.fork(`step/${step}`) };
  };
}
