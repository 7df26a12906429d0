/** What long work needs beside its data: somebody who does jobs, a cache, and somebody who watches. */
import { availableParallelism } from "node:os";
import { ModelError } from "../../base/errors.ts";
import { createSlots } from "../../base/slots.ts";
import type { Job } from "../jobs/job.ts";
import type { TrialInput } from "../jobs/trial.ts";
import { type Cache, defaultCacheRoot, openCache } from "../rows/cache.ts";
import type { Watch } from "./events.ts";
import type { Executor, RunOptions } from "./executor.ts";
import { createPool } from "./pool.ts";
import { createTimings, type Effort, type Timings } from "./timings.ts";
import { repeatWakeUps } from "./wake-ups.ts";

export interface Services extends Watch {
  readonly cache: Cache;
  threadsFor: Executor["threadsFor"];
  /** So many jobs, asked for at once, keep everybody busy. */
  readonly atOnce: number;
  /** So many jobs are done at once. */
  readonly workers: number;
  /** What work took here before. */
  readonly timings: Timings;
  /**
   * The result of a job: out of the cache, or done now. The same work, asked for while it is done, is done once.
   *
   * @returns the result, its key, and whether it was there already
   * @throws what the job throws; the signal's reason when aborted
   */
  ask<I, R>(job: Job<I, R>, input: I, options?: AskOptions<R>): Promise<Answer<R>>;
  close(): Promise<void>;
}

export interface AskOptions<R> extends Omit<RunOptions, "signal"> {
  /** Of work whose time is told before it begins. */
  readonly expected?: Expected<R>;
}

export interface Expected<R> {
  /** What a person calls it. */
  readonly name: string;
  readonly effort: Effort;
  /** s, by its result. */
  took(result: R): number;
  /** Stands for the result where work is gone through without being done. */
  standIn(): R;
  /** What is tried where nothing like it was done here. */
  trial(): Training;
}

/** What a fit learns from, and by what. */
export type Training = Omit<TrialInput, "seconds" | "weight" | "place">;

export interface Answer<R> {
  readonly key: string;
  readonly result: R;
  readonly known: boolean;
}

/** Keys are made of many small files: so many at once per worker. */
const KEYS_PER_WORKER = 4;

export function openServices(
  options: Watch & {
    readonly workers?: number | undefined;
    readonly cacheRoot?: string;
    /** Who does the jobs; threads of this process by default. */
    readonly executor?: Executor | undefined;
  } = {},
): Services {
  const { workers = availableParallelism(), cacheRoot = defaultCacheRoot(), signal, tell } = options;
  const cache = openCache(cacheRoot);
  const executor = options.executor ?? createPool(cacheRoot, workers);
  const endWakeUps = repeatWakeUps();
  const timings = createTimings(cache, options.executor === undefined ? `${workers} threads` : "a queue");
  const keying = createSlots(KEYS_PER_WORKER * workers);
  const running = new Map<string, Promise<void>>();

  /** One at a time for each key: the second finds what the first has done. */
  async function alone(key: string, work: () => Promise<void>): Promise<void> {
    const before = running.get(key);
    const own = (before ?? Promise.resolve()).catch(() => undefined).then(work);
    running.set(key, own);
    try {
      await own;
    } finally {
      if (running.get(key) === own) running.delete(key);
    }
  }

  let told = false;
  /** Once, although the work goes on. */
  async function tellTrouble(): Promise<void> {
    const trouble = told ? undefined : await cache.trouble();
    if (trouble === undefined || told) return;
    told = true;
    tell?.({
      kind: "warning",
      message: `the cache ${cache.root} cannot be written (${trouble}): nothing is kept after this run; set PROSODIA_CACHE to a folder that can be written.`,
    });
  }

  return {
    cache,
    signal,
    tell,
    threadsFor: executor.threadsFor,
    atOnce: Math.max(executor.atOnce, KEYS_PER_WORKER * workers),
    workers,
    timings,
    async ask(job, input, { expected, ...runOptions } = {}) {
      signal?.throwIfAborted();
      const key = await keying.use(() => job.key(input));
      const { kind } = job;
      let known = true;
      await alone(`${kind}/${key}`, async () => {
        if ((await knownResult(job, input, key, cache)) !== undefined) return;
        known = false;
        await executor.run({ kind, input, key }, { ...runOptions, signal });
        await tellTrouble();
      });
      const result = await cache.readJson(kind, key, job.result);
      if (result === undefined) {
        throw new ModelError(
          `the result of a job (${kind} ${key}) has vanished from ${cache.root}; run again.`,
        );
      }
      if (!known && expected !== undefined) timings.learn(expected.effort, expected.took(result));
      return { key, result, known };
    },
    async close() {
      await executor.close();
      await timings.save();
      await tellTrouble();
      await cache.close();
      endWakeUps();
    },
  };
}

/** The result of a job, if it is in the cache and answers this input. */
export async function knownResult<I, R>(
  job: Job<I, R>,
  input: I,
  key: string,
  cache: Cache,
): Promise<R | undefined> {
  const found = await cache.readJson(job.kind, key, job.result);
  if (found === undefined) return undefined;
  return ((await job.suffices?.(input, found, key, cache)) ?? true) ? found : undefined;
}
