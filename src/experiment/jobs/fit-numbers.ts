/** Fits steps and a regressor on training rows and asks them about other rows, whose numbers it never sees. */
import { z } from "zod";
import { digestOf, sha256 } from "../../base/digest.ts";
import { fitNumberPipeline } from "../../learners/number-pipeline.ts";
import { codeOf, moduleOf } from "../rows/code-identity.ts";
import { openRowStore, readDataset, rowSchema } from "../rows/stored-rows.ts";
import { defineJob } from "./job.ts";
import { answersOf, choiceSchema, contextOf, KEPT, readTraining, trainingSchema } from "./training.ts";

const inputSchema = trainingSchema.omit({ labels: true, model: true, train: true }).extend({
  regressor: choiceSchema,
  dimensions: z.array(z.string()).min(1),
  train: z.array(rowSchema.extend({ values: z.array(z.number()).describe("[dimension]") })),
  asked: z.array(rowSchema).describe("rows that it answers; without numbers"),
  known: z.array(rowSchema).describe("rows that the asked rows' groups are known by; without numbers"),
  keep: z.boolean().describe("whether the graph is kept in the cache, or its answers only"),
});
export type FitNumbersInput = Readonly<z.output<typeof inputSchema>>;

const resultSchema = z.strictObject({
  values: z.array(z.number()).describe("[asked row, dimension], row-major"),
  seconds: z.number(),
  seen: z.array(
    z.strictObject({ what: z.string(), how: z.enum(["fitted", "chosen"]), clipIds: z.array(z.string()) }),
  ),
  shape: z.array(z.int()).describe("of a row"),
  frames: z.int().nullable().describe("what padding settled on"),
  normalisedShape: z.array(z.int()).nullable().describe("of a group's mean and scale"),
  graph: z.string().nullable().describe("SHA-256 of what is in the cache beside the answers, if it is kept"),
});
export type FitNumbersResult = Readonly<z.output<typeof resultSchema>>;

export const fitNumbersJob = defineJob<FitNumbersInput, FitNumbersResult>({
  kind: "fit-numbers",
  input: inputSchema,
  result: resultSchema,
  async key({ threads: _free, keep: _same, pack: _faster, ...input }) {
    const modules = [
      ...input.steps.map(({ id }) => moduleOf("step", id)),
      moduleOf("regressor", input.regressor.id),
    ];
    return digestOf({ ...input, code: await codeOf(import.meta.url, ...modules) });
  },
  suffices: async ({ keep }, { graph }, key, cache) =>
    !keep || (graph !== null && (await cache.hasBlob(KEPT.graph, key, graph))),
  files: () => [],
  async run(input, job) {
    const { cache, key } = job;
    const started = performance.now();
    const { dimensions, regressor, asked, known, keep, seed, threads, ...training } = input;
    const store = await openRowStore(cache, input.pack);
    const unlabelled = { ...training, seed, threads, labels: [], model: regressor };
    const { rows, normalised, frames } = await readTraining(unlabelled, store, readDataset);
    const { labels: _none, y: _unknown, ...features } = rows;
    const values = Float32Array.from(input.train.flatMap((row) => row.values));
    const { onnx, seen } = await fitNumberPipeline(
      { ...features, dimensions, values },
      { steps: input.steps, regressor },
      { ...contextOf(input, job), overwrite: true },
      normalised,
    );
    const seconds = (performance.now() - started) / 1000;
    if (keep) await cache.writeBlob(KEPT.graph, key, onnx);
    return {
      values: await answersOf(
        onnx,
        { asked, known },
        { output: "values", by: regressor, labels: [], frames, threads, normalised },
        store,
      ),
      seconds,
      seen: seen.map((one) => ({ ...one, clipIds: [...one.clipIds] })),
      shape: [...rows.shape],
      frames,
      normalisedShape: normalised === undefined ? null : [...normalised.shape],
      graph: keep ? await sha256(onnx) : null,
    };
  },
});
