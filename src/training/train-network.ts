/** Training of networks on a dataset: stages, validation and checkpoints; the same for every network model. */
import { ModelError } from "../base/errors.ts";
import { createRandom } from "../base/random.ts";
import { type AnyDataset, firstNotFinite } from "../dataset/stored-dataset.ts";
import { exportNetwork } from "../engine/export.ts";
import { initialWeights, type Network, trace, type Weights, weightOf } from "../engine/network.ts";
import type { TrainingState } from "../engine/training-step.ts";
import { type Batches, createBatches } from "./batches.ts";
import { type Checkpoint, digestOfTraining } from "./checkpoint.ts";
import type { TrainedNetwork, TrainingContext } from "./context.ts";
import { freshStopping } from "./early-stopping.ts";
import { createEvaluator, type Judge } from "./evaluator.ts";
import { AVERAGE_SLOT, optimizerOf } from "./optimizers.ts";
import { assertConsistent, type Regime, type TrainingOptions } from "./options.ts";
import { freshPlateau } from "./plateau.ts";
import { renewStatistics } from "./renew-statistics.ts";
import { runStage } from "./run-stage.ts";
import { createSaver } from "./saver.ts";
import { stagesOf } from "./stages.ts";
import { drawSides, type Sides } from "./validation.ts";
import { warmWeights } from "./warm-start.ts";

/**
 * Trains a network on the rows of a dataset and exports it.
 *
 * The same seed gives the same bits, also if the training was killed and goes on from its checkpoint. Rows are
 * shuffled before each epoch; the last short batch runs on the same compiled step, its missing rows masked. Without a
 * validation share every row is learnt from.
 *
 * @throws ConfigError if options contradict one another
 * @throws ModelError if rows are unlabelled, all of one label or not finite, if the loss leaves the numbers, or if
 *   weights to start from do not fit
 * @throws ShapeError if the network does not fit the rows
 * @throws the signal's reason when aborted; a checkpoint is written before
 */
export async function trainNetwork(
  network: Network,
  data: AnyDataset,
  options: TrainingOptions,
  context: TrainingContext,
): Promise<TrainedNetwork> {
  const task = { batchesOf: () => createBatches(data, options) };
  const { weights, ...trained } = await trainWeights(network, data, options, context, task);
  const { graph } = trace(network, 1, false);
  const tensors = [...graph.parameters, ...graph.statistics];
  return {
    ...trained,
    onnx: exportNetwork(network, weights),
    weights: new Map(tensors.map(({ name, shape }) => [name, { shape, data: weightOf(weights, name) }])),
  };
}

/** What a network is trained for: labels, or something else that rows and their labels give. */
export interface Task {
  /** @param rows - those that are learnt from */
  batchesOf(rows: Uint32Array): Batches;
  /** Of the validation side; by default, logits are judged by the labels. */
  readonly judge?: Judge;
}

/**
 * The same training for any task, without an export.
 *
 * @throws as `trainNetwork`
 */
export async function trainWeights(
  network: Network,
  data: AnyDataset,
  options: Regime,
  context: TrainingContext,
  { batchesOf, ...judged }: Task,
): Promise<Omit<TrainedNetwork, "onnx" | "weights"> & { readonly weights: Weights }> {
  assertConsistent(options);
  assertTrainable(data);
  const training =
    context.checkpoint === undefined ? undefined : await digestOfTraining(network, data, options, context);
  const saver = createSaver(training, context);
  const stages = stagesOf(options);
  const random = createRandom(context.seed);
  const sidesOf = (stage: number): Sides => {
    const drawnAt = stages.findLastIndex(({ reshuffle }, i) => i <= stage && reshuffle);
    const drawing = random.fork(`validation/${Math.max(drawnAt, 0)}`);
    return drawSides(data, options.validation, context.groups, drawing);
  };
  let at = (await saver.resume()) ?? startOf(network, context);
  const { graph } = trace(network, 1, false);
  const names = [...graph.parameters, ...graph.statistics].map(({ name }) => name);
  const evaluator =
    options.validation > 0
      ? await createEvaluator(network, data, { threads: context.threads ?? 0, ...judged })
      : undefined;
  const settled = async (state: TrainingState, { train }: Sides): Promise<Weights> => {
    const weights = weightsOf(names, state);
    if (options.swa === 0) return weights;
    return renewStatistics(network, weights, {
      batches: batchesOf(train),
      rows: train,
      batchSize: Math.min(options.batchSize, train.length),
      threads: context.threads ?? 0,
      random: random.fork("statistics"),
    });
  };
  try {
    while (at.progress.stage < stages.length) {
      const sides = sidesOf(at.progress.stage);
      at = await runStage(at, {
        network,
        batches: batchesOf(sides.train),
        optimizer: optimizerOf(options),
        options,
        context,
        stages,
        sides,
        random,
        saver,
        validate:
          evaluator && (async (state) => evaluator.evaluate(await settled(state, sides), sides.validation)),
      });
    }
  } finally {
    await evaluator?.release();
  }
  const weights = await settled(at.state, sidesOf(stages.length - 1));
  const validated = stages.flatMap((_, i) => [...sidesOf(i).validation].map((row) => data.clipIds[row]));
  return {
    history: at.progress.history,
    weights,
    validatedOn: [...new Set(validated)],
  };
}

function startOf(network: Network, { seed, warmStart }: TrainingContext): Checkpoint {
  const tensors =
    warmStart === undefined ? initialWeights(network, seed) : warmWeights(network, seed, warmStart);
  return {
    progress: {
      stage: 0,
      epoch: 0,
      step: 0,
      lossSum: 0,
      right: 0,
      plateau: freshPlateau,
      stopping: freshStopping,
      history: [],
    },
    state: { tensors, steps: 0 },
    best: null,
  };
}

/** Parameters, or their averages where there are any, and statistics. */
function weightsOf(names: readonly string[], { tensors }: TrainingState): Weights {
  return new Map(
    names.map((name) => [name, tensors.get(`${name}.${AVERAGE_SLOT}`) ?? weightOf(tensors, name)]),
  );
}

/** @throws ModelError */
export function assertTrainable(data: AnyDataset): void {
  const unlabelled = data.y.findIndex((label) => label < 0 || label >= data.labels.length);
  if (unlabelled >= 0)
    throw new ModelError(
      `training: clip ${data.clipIds[unlabelled]} has no label; expected labelled clips only.`,
    );
  if (new Set(data.y).size < 2) {
    const only = data.y.length === 0 ? "no clips" : `${data.labels[data.y[0]]} only`;
    throw new ModelError(`training: expected clips of two labels or more; got ${only}.`);
  }
  const wrong = firstNotFinite(data);
  if (wrong !== undefined) {
    throw new ModelError(
      `training: the features of clip ${wrong.clipId} hold ${wrong.value}; expected finite numbers.`,
    );
  }
}
