/**
 * The learning-rate range test (Smith 2017, "Cyclical learning rates for training neural networks"): while the rate
 * grows from step to step, the loss first rests, then falls, then explodes. A good rate lies where it falls.
 */
import { ModelError } from "../base/errors.ts";
import { createRandom } from "../base/random.ts";
import type { Dataset } from "../dataset/dataset.ts";
import { initialWeights, type Network } from "../engine/network.ts";
import { createBatches } from "./batches.ts";
import type { TrainingContext } from "./context.ts";
import { optimizerOf } from "./optimizers.ts";
import type { TrainingOptions } from "./options.ts";
import { stagesOf } from "./stages.ts";
import { openStepper, type PlannedStep, type StepResult } from "./stepper.ts";
import { assertTrainable } from "./train-network.ts";

export interface RangePoint {
  readonly learningRate: number;
  /** Of the step's batch. */
  readonly loss: number;
  /** Mean of this loss and those before, the older the less. */
  readonly smoothed: number;
}

export interface LearningRateRange {
  /** In order of the rate; up to where the loss exploded. */
  readonly points: readonly RangePoint[];
  readonly diverged: boolean;
  /** Where the smoothed loss was lowest. */
  readonly lowest: number;
  /** Where it fell fastest per factor of the rate; null if it never fell. */
  readonly steepest: number | null;
  /** A tenth of `lowest`: a peak rate that is safe from the explosion. */
  readonly suggestion: number;
}

export interface RangeOptions {
  readonly from: number;
  readonly to: number;
  readonly steps: number;
}

const DEFAULT_RANGE: RangeOptions = { from: 1e-6, to: 10, steps: 140 };
/** Share of the mean before in the smoothed loss. */
const SMOOTHING = 0.9;
/** The loss has exploded when it is so many times its lowest (as in fastai). */
const EXPLODED = 4;
/** Points on either side by which the slope is taken. */
const SLOPE_REACH = 4;

/**
 * Trains on batches of the dataset at growing rates, from fresh weights that are thrown away; everything else is as
 * the options say of the first stage. Rows are used again in another order where there are more steps than batches.
 *
 * @throws ModelError if rows cannot be trained on, or if the very first loss is not a number
 * @throws the signal's reason when aborted
 */
export async function findLearningRate(
  network: Network,
  data: Dataset,
  options: TrainingOptions,
  { seed, threads = 0, signal }: Pick<TrainingContext, "seed" | "threads" | "signal">,
  { from, to, steps }: RangeOptions = DEFAULT_RANGE,
): Promise<LearningRateRange> {
  assertTrainable(data);
  const [{ momentum, phases }] = stagesOf(options);
  const batchSize = Math.min(phases[0].batchSize, data.clipIds.length);
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
  const smooth = createSmoothing();
  const points: RangePoint[] = [];
  try {
    while (points.length < steps && !hasExploded(points)) {
      signal?.throwIfAborted();
      const first = points.length;
      const planned = Array.from({ length: Math.min(stepper.stepsPerCall, steps - first) }, (_, i) => ({
        ...planAt(first + i),
        rates: { learningRate: rateAt(first + i), momentum },
      }));
      const results = await stepper.run(planned);
      for (const [i, loss] of finiteLosses(results).entries()) {
        points.push({ learningRate: rateAt(first + i), loss, smoothed: smooth(loss) });
        if (hasExploded(points)) break;
      }
      if (points.length < first + planned.length) break;
    }
  } finally {
    await stepper.release();
  }
  if (points.length === 0) {
    throw new ModelError(
      "learning-rate range: the first loss is not a number; expected one for fresh weights.",
    );
  }
  return { ...readRange(points), diverged: points.length < steps || hasExploded(points) };
}

/** Where a curve of losses has its lowest and its steepest point. */
export function readRange(points: readonly RangePoint[]): Omit<LearningRateRange, "diverged"> {
  const lowestAt = points.reduce((best, point, i) => (point.smoothed < points[best].smoothed ? i : best), 0);
  let steepest: number | null = null;
  let slope = 0;
  for (let i = SLOPE_REACH; i + SLOPE_REACH <= lowestAt; i++) {
    const [before, after] = [points[i - SLOPE_REACH], points[i + SLOPE_REACH]];
    const fall = (after.smoothed - before.smoothed) / Math.log(after.learningRate / before.learningRate);
    if (fall < slope) {
      slope = fall;
      steepest = points[i].learningRate;
    }
  }
  const lowest = points[lowestAt].learningRate;
  return { points, lowest, steepest, suggestion: lowest / 10 };
}

/** The losses before the first that is not a number. */
function finiteLosses(results: readonly StepResult[]): number[] {
  const end = results.findIndex(({ loss }) => !Number.isFinite(loss));
  return results.slice(0, end < 0 ? results.length : end).map(({ loss }) => loss);
}

function hasExploded(points: readonly RangePoint[]): boolean {
  const last = points.at(-1);
  return last !== undefined && points.some(({ smoothed }) => last.smoothed > EXPLODED * smoothed);
}

/** Exponential moving mean without the pull towards 0 at its start. */
function createSmoothing(): (loss: number) => number {
  let mean = 0;
  let weight = 0;
  return (loss) => {
    mean = SMOOTHING * mean + (1 - SMOOTHING) * loss;
    weight = SMOOTHING * weight + (1 - SMOOTHING);
    return mean / weight;
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
