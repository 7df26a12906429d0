/** `prosodia worker`: do the jobs of a queue. */
import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { counted } from "../../base/counted.ts";
import { serveQueue } from "../../experiment/queue/queue-worker.ts";
import { defaultCacheRoot } from "../../experiment/rows/cache.ts";
import { interruptible } from "../interrupt.ts";
import { tellLines } from "../lines.ts";

export interface WorkerCommandOptions {
  readonly queue: string;
  readonly cache?: string;
  readonly concurrency?: number;
}

export async function worker({ queue, cache, concurrency }: WorkerCommandOptions): Promise<void> {
  await interruptible("Stopped; what it had begun goes to other workers.", async (signal) => {
    const done = await serveQueue(queue, {
      cacheRoot: cache === undefined ? defaultCacheRoot() : resolve(cache),
      concurrency: concurrency ?? availableParallelism(),
      signal,
      tell: (message) => tellLines(message),
    });
    tellLines(`${counted(done, "job")} done.`);
    signal.throwIfAborted();
  });
}
