/** A training in the middle, as bytes: what it needs to go on to the same weights as if it had never stopped. */
import { z } from "zod";
import { digestOf, sha256 } from "../base/digest.ts";
import { ModelError } from "../base/errors.ts";
import { VERSION } from "../base/version.ts";
import { type AnyDataset, blocksOf } from "../dataset/stored-dataset.ts";
import { type Network, trace, type Weights } from "../engine/network.ts";
import type { TrainingState } from "../engine/training-step.ts";
import type { TrainingContext } from "./context.ts";
import type { Regime } from "./options.ts";
import { decodeTensors, encodeTensors, type NamedTensor } from "./tensor-file.ts";

const epochSchema = z.strictObject({
  epoch: z.int().min(1),
  epochs: z.int().min(1),
  stage: z.int().min(1),
  loss: z.number(),
  accuracy: z.number(),
  learningRate: z.number(),
  batchSize: z.int().min(1),
  validationLoss: z.number().exactOptional(),
  validationAccuracy: z.number().exactOptional(),
});

/** The schema of an `EpochReport`. */
export const historySchema = z.array(epochSchema);

const progressSchema = z.strictObject({
  /** Index of the stage that runs. */
  stage: z.int().min(0),
  /** Epochs of the stage that are done. */
  epoch: z.int().min(0),
  /** Steps of the epoch that are done, their summed loss, and the rows predicted right. */
  step: z.int().min(0),
  lossSum: z.number(),
  right: z.number(),
  plateau: z.strictObject({ best: z.number().nullable(), badEpochs: z.int(), factor: z.number() }),
  stopping: z.strictObject({ best: z.number().nullable(), since: z.int() }),
  history: historySchema,
});

/**
 * Where a training stands. Random numbers are drawn from generators of the epoch or the step, so the position is
 * their state too.
 */
export type Progress = z.output<typeof progressSchema>;

export interface Checkpoint {
  readonly progress: Progress;
  readonly state: TrainingState;
  /** The state after the stage's best epoch, where a validation side tells which. */
  readonly best: TrainingState | null;
}

const KIND = "checkpoint";
const BEST = "best/";

const descriptionSchema = z.strictObject({
  training: z.string(),
  progress: progressSchema,
  steps: z.int().min(0),
  bestSteps: z.int().min(0).nullable(),
});

/** Names a training: network, options, seed, rows, and this version; not the threads. */
export async function digestOfTraining(
  network: Network,
  data: AnyDataset,
  options: Regime,
  { seed, groups, warmStart }: Pick<TrainingContext, "seed" | "groups" | "warmStart">,
): Promise<string> {
  const { graph } = trace(network, 1, false);
  return digestOf({
    version: VERSION,
    options,
    seed,
    network: [...graph.parameters, ...graph.statistics].map(({ name, shape }) => [name, shape]),
    shape: data.shape,
    clipIds: data.clipIds,
    labels: data.labels,
    y: [...data.y],
    x: await digestOfRows(data),
    frames: data.frames && [...data.frames],
    groups,
    start:
      warmStart === undefined
        ? undefined
        : {
            except: warmStart.except,
            tensors: await Promise.all(
              [...warmStart.weights].map(async ([name, { data }]) => [name, await digestOfNumbers(data)]),
            ),
          },
  });
}

/** Of blocks of rows one after another: there may be more of them than memory holds. */
async function digestOfRows(data: AnyDataset): Promise<string> {
  const digests: string[] = [];
  for (const { x } of blocksOf(data)) digests.push(await digestOfNumbers(x));
  return digestOf(digests);
}

function digestOfNumbers(numbers: Float32Array<ArrayBuffer>): Promise<string> {
  return sha256(new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength));
}

/**
 * @param training - `digestOfTraining`
 * @throws ModelError if the state holds numbers that are not finite
 */
export function encodeCheckpoint(
  training: string,
  { progress, state, best }: Checkpoint,
): Promise<Uint8Array<ArrayBuffer>> {
  const flat = (tensors: Weights, prefix: string): [string, NamedTensor][] =>
    [...tensors].map(([name, data]) => [prefix + name, { shape: [data.length], data }]);
  return encodeTensors(
    KIND,
    { training, progress, steps: state.steps, bestSteps: best?.steps ?? null },
    new Map([...flat(state.tensors, ""), ...(best === null ? [] : flat(best.tensors, BEST))]),
  );
}

/**
 * @throws ModelError if the bytes are no whole checkpoint, or one of another training
 */
export async function decodeCheckpoint(
  training: string,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<Checkpoint> {
  const { description, tensors } = await decodeTensors("the checkpoint", KIND, bytes);
  const parsed = descriptionSchema.safeParse(description);
  if (!parsed.success) {
    throw new ModelError("the checkpoint: its description cannot be read; expected a whole checkpoint file.");
  }
  const { progress, steps, bestSteps } = parsed.data;
  if (parsed.data.training !== training) {
    throw new ModelError(
      "the checkpoint: it is of another training; expected the same network, options, seed and rows.",
    );
  }
  const named = (best: boolean): Weights =>
    new Map(
      [...tensors]
        .filter(([name]) => name.startsWith(BEST) === best)
        .map(([name, { data }]) => [best ? name.slice(BEST.length) : name, data]),
    );
  return {
    progress,
    state: { tensors: named(false), steps },
    best: bestSteps === null ? null : { tensors: named(true), steps: bestSteps },
  };
}
