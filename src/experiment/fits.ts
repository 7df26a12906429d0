/** Fits, through the cache: the same job is never done twice, so a stopped run goes on where it was. */
import { z } from "zod";
import { digestOf } from "../base/digest.ts";
import { hash32 } from "../base/random.ts";
import { VERSION } from "../base/version.ts";
import { type RowKey, rowId } from "../dataset/rows.ts";
import { historySchema } from "../training/checkpoint.ts";
import type { Cache } from "./cache.ts";
import type { RecogniserConfig } from "./config.ts";
import type { FeatureKeys } from "./features.ts";
import type { FitJob, FitResult, RowSource } from "./jobs.ts";
import type { Pool, RunOptions } from "./pool.ts";
import type { WarmStartSource } from "./warm-starts.ts";

const fitSchema = z.strictObject({
  probabilities: z.array(z.number()),
  history: historySchema,
  seconds: z.number(),
  scaledOn: z.array(z.string()),
  reducedOn: z.array(z.string()).default([]),
  validatedOn: z.array(z.string()),
  shape: z.array(z.number()),
  frames: z.number().nullable(),
});

export interface FitRequest {
  /** The recogniser's name: part of its seed, so that twins under two names differ. */
  readonly name: string;
  readonly fold: string;
  readonly recogniser: RecogniserConfig;
  readonly labels: readonly string[];
  readonly train: readonly RowKey[];
  readonly test: readonly RowKey[];
  /** Clip id -> label index; -1 where unknown. */
  readonly truth: ReadonlyMap<string, number>;
  readonly keys: FeatureKeys;
  /** Clip id -> what stays together when a validation side is drawn; absent where that is the clip. */
  readonly groups?: ReadonlyMap<string, string> | undefined;
  readonly warmStart?: WarmStartSource | undefined;
  readonly seed: number;
  readonly threads: number;
  readonly keepModel: boolean;
}

export function fitJob(request: FitRequest): FitJob {
  const { augment: _done, warmStart: _given, ...recogniser } = request.recogniser;
  const sources = (rows: readonly RowKey[], labelled: boolean): RowSource[] =>
    rows.map((row) => {
      const keys = request.keys.get(rowId(row));
      if (keys === undefined) throw new Error(`row ${rowId(row)} has no features`);
      const group = labelled ? request.groups?.get(row.clipId) : undefined;
      const y = labelled ? (request.truth.get(row.clipId) ?? -1) : -1;
      return { ...row, y, keys, ...(group === undefined ? {} : { group }) };
    });
  return {
    kind: "fit",
    recogniser,
    ...(request.warmStart === undefined ? {} : { warmStart: request.warmStart }),
    labels: request.labels,
    train: sources(request.train, true),
    // The labels of the test side stay here: the worker could not look at them if it wanted to.
    test: sources(request.test, false),
    seed: hash32(`${request.seed}/${request.name}/${request.fold}`),
    threads: request.threads,
    keepModel: request.keepModel,
  };
}

/** What names a fit: everything that its result depends on. */
export function digestOfFit({
  threads: _free,
  keepModel: _same,
  warmStart,
  ...job
}: FitJob): Promise<string> {
  // A file is known by what it holds, wherever it lies.
  const start = warmStart && { sha256: warmStart.sha256, except: warmStart.except };
  return digestOf({ ...job, warmStart: start, version: VERSION });
}

export async function fitThroughCache(
  job: FitJob,
  { pool, cache }: { pool: Pool; cache: Cache },
  options: RunOptions,
): Promise<FitResult> {
  const digest = await digestOfFit(job);
  const known = job.keepModel ? undefined : await cache.readJson("fits", digest, fitSchema);
  if (known?.probabilities.length === job.test.length * job.labels.length) return known;
  const result = await pool.fit(job, options);
  const { model: _large, ...kept } = result;
  await cache.writeJson("fits", digest, kept);
  await cache.removeCheckpoint(digest);
  return result;
}
