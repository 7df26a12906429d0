/** Fits steps and a model on training rows and asks them about other rows, whose labels it never sees. */
import { z } from "zod";
import { digestOf, sha256 } from "../../base/digest.ts";
import { ModelError } from "../../base/errors.ts";
import { type FittedPipeline, fitPipeline, needsFrames } from "../../learners/pipeline.ts";
import { historySchema } from "../../training/checkpoint.ts";
import { encodeWeights, type WarmStart } from "../../training/warm-start.ts";
import { decodeStart, readWeightsFile } from "../files/weights-file.ts";
import { codeOf } from "../rows/code-identity.ts";
import { readAnyDataset, rowSchema } from "../rows/stored-rows.ts";
import { defineJob, type JobContext } from "./job.ts";
import {
  answersOf,
  contextOf,
  KEPT,
  readTraining,
  trainingModules,
  trainingSchema,
  withRowStore,
} from "./training.ts";

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
