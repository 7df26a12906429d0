/** What jobs that train have in common: the rows that they learn from, and answers about others. */
import { join } from "node:path";
import { z } from "zod";
import { ModelError } from "../../base/errors.ts";
import { realFrames, widthOf } from "../../dataset/dataset.ts";
import {
  averageGroup,
  drawn,
  fitGroups,
  type GroupStatistics,
  type Groups,
  scaleByGroup,
} from "../../dataset/group-scale.ts";
import type { AnyDataset } from "../../dataset/stored-dataset.ts";
import { createSession, floatsOf, floatTensor, integersTensor } from "../../engine/onnx/session.ts";
import type { Choice } from "../../learners/learner.ts";
import { type AverageGroup, goesThroughRows } from "../../learners/pipeline.ts";
import type { TrainingContext } from "../../training/context.ts";
import type { Cache } from "../rows/cache.ts";
import { moduleOf } from "../rows/code-identity.ts";
import { createRowFiles } from "../rows/row-files.ts";
import {
  openRowStore,
  PREDICT_ROWS,
  type RowSource,
  type RowStore,
  readAnyDataset,
  readDataset,
  readParts,
  rowSchema,
} from "../rows/stored-rows.ts";
import type { JobContext } from "./job.ts";

/** A step or a model, with its parameters. */
export const choiceSchema = z.strictObject({ id: z.string(), params: z.record(z.string(), z.unknown()) });

/** What a training learns from. */
export const trainingSchema = z.strictObject({
  frames: z
    .union([z.int(), z.literal("longest")])
    .nullable()
    .describe("to how many frames rows are padded or cut"),
  normalised: z
    .strictObject({ shrinkage: z.number().describe("of a group, towards the average one") })
    .nullable()
    .describe("how features are z-normalised group by group; null for not at all"),
  steps: z.array(choiceSchema),
  model: choiceSchema,
  labels: z.array(z.string()),
  train: z.array(rowSchema),
  pack: z.string().exactOptional().describe("where the rows' features are together; the result is the same"),
  seed: z.int(),
  threads: z.int(),
});
export type TrainingInput = Readonly<z.output<typeof trainingSchema>>;

/** The kinds of things that a kept fit leaves in the cache, under its key. */
export const KEPT = { graph: "models", weights: "weights" } as const;

/** The modules that a training with these steps and model can reach. */
export function trainingModules({ steps, model }: Pick<TrainingInput, "steps" | "model">): string[] {
  return [...steps.map(({ id }) => moduleOf("step", id)), moduleOf("model", model.id)];
}

/** Work with the rows of a training, which lie in a file where they are many and that is enough for its steps and model. */
export async function withRowStore<T>(
  input: TrainingInput,
  cache: Cache,
  work: (store: RowStore) => Promise<T>,
): Promise<T> {
  const files = createRowFiles(join(cache.root, "tmp"));
  const store = await openRowStore(cache, input.pack);
  try {
    return await work(goesThroughRows(input) ? { ...store, files } : store);
  } finally {
    files.close();
  }
}

/** What every training of a job has: its seed, its checkpoints in the cache, and who is told. */
export function contextOf(
  { seed, threads, train }: Pick<TrainingInput, "seed" | "threads" | "train">,
  { cache, key, signal, tell }: JobContext,
): TrainingContext {
  return {
    seed,
    threads,
    signal,
    ...keptTogether(train),
    checkpoint: {
      read: () => cache.readBlob("checkpoints", key),
      write: (bytes) => cache.writeBlob("checkpoints", key, bytes),
    },
    onEpoch: (report) => tell({ kind: "epoch", report }),
    onWarning: (message) => tell({ kind: "warning", message }),
  };
}

/** Which rows stay on one side whenever some are held out, if the protocol keeps more than clips together. */
export function keptTogether(train: readonly RowSource[]): { groups?: string[] } {
  if (train.every(({ stays }) => stays === undefined)) return {};
  return { groups: train.map(({ clipId, stays }) => stays ?? clipId) };
}

/** The training rows: padded, and normalised where that is asked for. */
export async function readTraining<D extends AnyDataset>(
  { train, frames: wanted, normalised, labels }: TrainingInput,
  store: RowStore,
  read: (
    train: readonly RowSource[],
    frames: TrainingInput["frames"],
    labels: readonly string[],
    store: RowStore,
  ) => Promise<{ readonly rows: D; readonly frames: number | null }>,
): Promise<{ rows: D; normalised: AverageGroup | undefined; frames: number | null }> {
  // "longest" means the longest training row: the other side has no say
  const { rows: apart, frames } = await read(train, wanted, labels, store);
  const parts = await readParts(train[0], store);
  const rows: D = parts === undefined ? apart : { ...apart, parts };
  if (normalised === null) return { rows, normalised: undefined, frames };
  const of = groupsOf(train);
  // Changed copies are normalised as their speaker is, but say nothing about how the speaker is.
  const groups = fitGroups(rows, of, originals(train), scalerKindOf(rows));
  const { shrinkage } = normalised;
  const average = averageGroup(groups);
  const scalers = new Map([...groups].map(([group, own]) => [group, drawn(own, average, shrinkage)]));
  scaleByGroup(scalers, rows, of);
  return { rows, normalised: { ...average, shrinkage }, frames };
}

const scalerKindOf = ({ shape }: AnyDataset) => (shape.length === 2 ? "coefficient" : "number");

const originals = (rows: readonly RowSource[]): boolean[] => rows.map(({ copy }) => copy === 0);

function groupsOf(rows: readonly RowSource[]): string[] {
  return rows.map(({ clipId, group }) => {
    if (group === undefined) throw new ModelError(`normalise: the clip ${clipId} belongs to no group.`);
    return group;
  });
}

/** What a graph gives for the asked rows, [row, ...], row-major. */
export async function answersOf(
  onnx: Uint8Array,
  { asked, known }: { readonly asked: readonly RowSource[]; readonly known: readonly RowSource[] },
  how: {
    /** Of the graph. */
    readonly output: string;
    /** Model or regressor, for an error. */
    readonly by: Choice;
    readonly labels: readonly string[];
    readonly frames: number | null;
    readonly threads: number;
    readonly normalised: AverageGroup | undefined;
  },
  store: RowStore,
): Promise<number[]> {
  if (asked.length === 0) return [];
  const { output, by, labels, frames, threads, normalised } = how;
  const groups = normalised === undefined ? undefined : await knownGroups(known, how, store);
  const session = await createSession(onnx, { threads });
  try {
    const answers: number[] = [];
    for (let from = 0; from < asked.length; from += PREDICT_ROWS) {
      const some = asked.slice(from, from + PREDICT_ROWS);
      const { rows } = await readDataset(some, frames, labels, store);
      const feeds = {
        features: floatTensor(rows.x, [some.length, ...rows.shape]),
        ...(session.inputNames.includes("frames") ? { frames: integersTensor(realFrames(rows)) } : {}),
      };
      const outputs = await session.run(
        groups === undefined || normalised === undefined
          ? feeds
          : { ...feeds, ...statisticsOf(groupsOf(some), groups, normalised.shape) },
      );
      const own = floatsOf(outputs, output);
      const broken = own.findIndex((p) => !Number.isFinite(p));
      if (broken >= 0) {
        const { clipId } = some[Math.floor((broken * some.length) / own.length)];
        throw new ModelError(
          `${by.id}: the ${output} of the clip ${clipId} are no numbers: its features lie too far from those of the training.`,
          `Standardise per coefficient${"kernel" in by.params ? ", or take another kernel" : ""}.`,
        );
      }
      answers.push(...own);
    }
    return answers;
  } finally {
    await session.release();
  }
}

/** What groups are like by the rows that they are known by; no label helps. */
async function knownGroups(
  known: readonly RowSource[],
  { labels, frames }: { readonly labels: readonly string[]; readonly frames: number | null },
  store: RowStore,
): Promise<Groups> {
  if (known.length === 0) return new Map();
  const { rows } = await readAnyDataset(known, frames, labels, store);
  return fitGroups(rows, groupsOf(known), originals(known), scalerKindOf(rows));
}

/** The graph's inputs about groups, one row each; NaN for those that are not known. */
function statisticsOf(of: readonly string[], groups: Groups, shape: readonly number[]) {
  const rows = (read: (group: GroupStatistics) => ArrayLike<number>, rowShape: readonly number[]) => {
    const width = widthOf(rowShape);
    const data = new Float32Array(of.length * width).fill(Number.NaN);
    for (const [row, name] of of.entries()) {
      const group = groups.get(name);
      if (group !== undefined) data.set(read(group), row * width);
    }
    return floatTensor(data, [of.length, ...rowShape]);
  };
  return {
    mean: rows(({ mean }) => mean, shape),
    scale: rows(({ scale }) => scale, shape),
    count: rows(
      ({ count }) => [count],
      shape.map(() => 1),
    ),
  };
}
