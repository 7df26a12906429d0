/** The worker pool: jobs go to as many threads as there are cores. */
import { availableParallelism } from "node:os";
import { MessageChannel } from "node:worker_threads";
import { Piscina } from "piscina";
import { reviveError } from "../base/errors.ts";
import type { ClipFacts } from "../corpus/inspect.ts";
import type { EpochReport } from "../models/model.ts";
import type { LearningRateRange } from "../training/learning-rate-range.ts";
import type { ExtractJob, FactsJob, FitJob, FitResult, Job, RangeJob } from "./jobs.ts";
import type { FitNews, Reply } from "./worker.ts";

export interface RunOptions {
  /** Aborted: the job stops where it can, and its promise rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Training progress of a fit. */
  readonly onEpoch?: (report: EpochReport) => void;
  /** What a person should know although the fit goes on. */
  readonly onWarning?: (message: string) => void;
}

export interface Pool {
  /** Native threads for each of so many jobs: with fewer jobs than workers, the cores are shared out. */
  threadsFor(jobs: number): number;
  facts(job: FactsJob, options?: RunOptions): Promise<ClipFacts>;
  /** @returns the number of features computed */
  extract(job: ExtractJob, options?: RunOptions): Promise<number>;
  fit(job: FitJob, options?: RunOptions): Promise<FitResult>;
  range(job: RangeJob, options?: RunOptions): Promise<LearningRateRange>;
  /** Waits for the jobs that run, and ends the workers. */
  close(): Promise<void>;
}

/** What the pool posts to a worker beside the job. */
export interface Envelope {
  readonly job: Job;
  readonly cacheRoot: string;
  readonly port: MessagePort;
}

/** The sources run from TypeScript in development and from JavaScript when installed. */
const EXTENSION = import.meta.url.endsWith(".ts") ? "ts" : "js";

export function createPool(cacheRoot: string, workers = availableParallelism()): Pool {
  const piscina = new Piscina({
    filename: new URL(`./worker.${EXTENSION}`, import.meta.url).href,
    minThreads: 0,
    maxThreads: workers,
    idleTimeout: 5_000,
    concurrentTasksPerWorker: 1,
  });
  // Jobs wait here, not in the library's queue: a stop must reach them before they start, and a worker that trains
  // must never be terminated (onnxruntime would take the process with it).
  const slots = createSlots(workers);
  const active = new Set<Promise<unknown>>();

  async function send(job: Job, options: RunOptions = {}): Promise<Exclude<Reply, { kind: "error" }>> {
    const release = await slots.take();
    const work = sendNow(job, options).finally(release);
    active.add(work);
    return work.finally(() => active.delete(work));
  }

  async function sendNow(
    job: Job,
    { signal, onEpoch, onWarning }: RunOptions,
  ): Promise<Exclude<Reply, { kind: "error" }>> {
    signal?.throwIfAborted();
    const { port1, port2 } = new MessageChannel();
    port1.on("message", (news: FitNews) => {
      if (news.kind === "epoch") onEpoch?.(news.report);
      else onWarning?.(news.message);
    });
    const abort = () => port1.postMessage("abort");
    signal?.addEventListener("abort", abort, { once: true });
    try {
      const reply: Reply = await piscina.run({ job, cacheRoot, port: port2 }, { transferList: [port2] });
      if (reply.kind === "error") throw reviveError(reply.name, reply.message);
      return reply;
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    } finally {
      signal?.removeEventListener("abort", abort);
      port1.close();
    }
  }

  const mismatch = (kind: string) => new Error(`the pool answered another job than ${kind}`);
  return {
    threadsFor: (jobs) => Math.max(1, Math.floor(workers / Math.min(workers, jobs))),
    async facts(job, options) {
      const reply = await send(job, options);
      if (reply.kind !== "facts") throw mismatch(job.kind);
      return reply.value;
    },
    async extract(job, options) {
      const reply = await send(job, options);
      if (reply.kind !== "extract") throw mismatch(job.kind);
      return reply.value;
    },
    async fit(job, options) {
      const reply = await send(job, options);
      if (reply.kind !== "fit") throw mismatch(job.kind);
      return reply.value;
    },
    async range(job, options) {
      const reply = await send(job, options);
      if (reply.kind !== "range") throw mismatch(job.kind);
      return reply.value;
    },
    async close() {
      await Promise.allSettled(active);
      await piscina.destroy();
    },
  };
}

/** A counting semaphore: `take` waits for a free slot and returns what frees it. */
function createSlots(count: number): { take(): Promise<() => void> } {
  const waiting: (() => void)[] = [];
  let free = count;
  const release = () => {
    const next = waiting.shift();
    if (next === undefined) free++;
    else next();
  };
  return {
    async take() {
      if (free > 0) free--;
      else await new Promise<void>((resolve) => waiting.push(resolve));
      return release;
    },
  };
}
