/** Fits steps and a model on training rows and asks them about other rows, whose labels it never sees. */
import { join } from "node:path";
import { z } from "zod";
import { digestOf, sha256 } from "../../base/digest.ts";
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
import {
  type AverageGroup,
  type FittedPipeline,
  fitPipeline,
  goesThroughRows,
  needsFrames,
} from "../../learners/pipeline.ts";
import { historySchema } from "../../training/checkpoint.ts";
import type { TrainingContext } from "../../training/context.ts";
import { encodeWeights, type WarmStart } from "../../training/warm-start.ts";
import { decodeStart, readWeightsFile } from "../plan/warm-starts.ts";
import type { Cache } from "../rows/cache.ts";
import { codeOf, moduleOf } from "../rows/code-identity.ts";
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
import { defineJob, type JobContext } from "./job.ts";

const choiceSchema = z.strictObject({ id: z.string(), params: z.record(z.string(), z.unknown()) });

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

const inputSchema = z.strictObject({
  ...trainingSchema.shape,
  asked: z.array(rowSchema).describe("rows that it answers; without labels"),
  known: z.array(rowSchema).describe("rows that the asked rows' groups are known by; without labels"),
  keep: z.boolean().describe("whether the graph is kept in the cache, or its answers only"),
  warmStart: z
    .strictObject({
      path: z.string(),
      sha256: z.string().describe("of the file: what the result depends on"),
      except: z.array(z.string()),
    })
    .exactOptional(),
});
export type FitInput = Readonly<z.output<typeof inputSchema>>;

const resultSchema = z.strictObject({
  probabilities: z.array(z.number()).describe("[asked row, label], row-major"),
  history: historySchema,
  seconds: z.number(),
  seen: z.array(
    z.strictObject({ what: z.string(), how: z.enum(["fitted", "chosen"]), clipIds: z.array(z.string()) }),
  ),
  shape: z.array(z.int()).describe("of a row"),
  frames: z.int().nullable().describe("what padding settled on"),
  normalisedShape: z.array(z.int()).nullable().describe("of a group's mean and scale"),
  countsFrames: z.boolean().describe("whether the graph asks how many frames are real"),
  kept: z
    .strictObject({ graph: z.string(), weights: z.string().nullable() })
    .nullable()
    .describe("SHA-256 of what is in the cache beside the answers"),
});
export type FitResult = Readonly<z.output<typeof resultSchema>>;

/** The kinds of things that a kept fit leaves in the cache, under its key. */
export const KEPT = { graph: "models", weights: "weights" } as const;

/** The modules that a training with these steps and model can reach. */
export function trainingModules({ steps, model }: Pick<TrainingInput, "steps" | "model">): string[] {
  return [...steps.map(({ id }) => moduleOf("step", id)), moduleOf("model", model.id)];
}

export const fitJob = defineJob<FitInput, FitResult>({
  kind: "fit",
  input: inputSchema,
  result: resultSchema,
  async key({ threads: _free, keep: _same, pack: _faster, warmStart, ...input }) {
    // A file is known by what it holds, wherever it lies.
    const start = warmStart && { sha256: warmStart.sha256, except: warmStart.except };
    const code = await codeOf(import.meta.url, ...trainingModules(input));
    return digestOf({ ...input, warmStart: start, code });
  },
  suffices: async ({ keep }, { kept }, key, cache) => {
    if (!keep) return true;
    if (kept === null || !(await cache.hasBlob(KEPT.graph, key, kept.graph))) return false;
    return kept.weights === null || (await cache.hasBlob(KEPT.weights, key, kept.weights));
  },
  files: ({ warmStart }) => (warmStart === undefined ? [] : [warmStart.path]),
  async run(input, job) {
    const { cache, key } = job;
    const started = performance.now();
    const { labels, threads } = input;
    return withRowStore(input, cache, async (store) => {
      const { rows, normalised, frames } = await readTraining(input, store, readAnyDataset);
      const { onnx, history, weights, seen } = await fitPipeline(
        rows,
        input,
        {
          ...contextOf(input, job),
          overwrite: true,
          ...(input.warmStart === undefined ? {} : { warmStart: await readWarmStart(input.warmStart) }),
        },
        normalised,
      );
      const seconds = (performance.now() - started) / 1000;
      const kept = input.keep ? await keep(onnx, weights, input.model.id, { cache, key }) : null;
      const how = { output: "probabilities", by: input.model, labels, frames, threads, normalised };
      const probabilities = await answersOf(onnx, input, how, store);
      return {
        probabilities,
        history: [...history],
        seconds,
        seen: seen.map((one) => ({ ...one, clipIds: [...one.clipIds] })),
        shape: [...rows.shape],
        frames,
        normalisedShape: normalised === undefined ? null : [...normalised.shape],
        countsFrames: needsFrames(onnx),
        kept,
      };
    });
  },
});

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

/** What is to be saved; the result tells it by its SHA-256. */
async function keep(
  onnx: Uint8Array<ArrayBuffer>,
  weights: FittedPipeline["weights"],
  name: string,
  { cache, key }: Pick<JobContext, "cache" | "key">,
): Promise<FitResult["kept"]> {
  await cache.writeBlob(KEPT.graph, key, onnx);
  const graph = await sha256(onnx);
  if (weights === undefined) return { graph, weights: null };
  const file = await encodeWeights(weights, { name, trainedOn: [] });
  await cache.writeBlob(KEPT.weights, key, file);
  return { graph, weights: await sha256(file) };
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
  { asked, known }: Pick<FitInput, "asked" | "known">,
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

/** @throws ModelError if the file is not the one that the experiment was begun with */
async function readWarmStart({
  path,
  sha256: expected,
  except,
}: NonNullable<FitInput["warmStart"]>): Promise<WarmStart> {
  const bytes = await readWeightsFile("warm start", path);
  if ((await sha256(bytes)) !== expected) {
    throw new ModelError(
      `warm start: the weights ${path} were changed while the experiment ran; run it again.`,
    );
  }
  const { weights } = await decodeStart(path, bytes);
  return { weights, except };
}
