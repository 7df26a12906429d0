/** Services as a person asked for them: who does the jobs, threads here or the workers of a queue, and where results are kept. */
import { resolve } from "node:path";
import { ConfigError } from "../base/errors.ts";
import { parseQueueAddress } from "./queue/address.ts";
import { defaultCacheRoot } from "./rows/cache.ts";
import type { Watch } from "./work/events.ts";
import { openServices, type Services } from "./work/services.ts";

export interface WorkOptions {
  /** Threads; one per core by default. */
  readonly workers?: number;
  /** redis://host:port */
  readonly queue?: string;
  /** A folder. */
  readonly cache?: string;
}

/** @throws ConfigError if they do not go together, or the queue's address is none */
export function assertWorkOptions({ workers, queue }: WorkOptions): void {
  if (queue === undefined) return;
  if (workers !== undefined)
    throw new ConfigError("--workers: threads do nothing where a queue does the work; expected one of them.");
  parseQueueAddress(queue);
}

/**
 * @throws ConfigError if the options do not go together, no server answers, or its workers cannot work for this process
 * @throws WriteError if the folder that workers share cannot be written
 */
export async function openWork(options: WorkOptions, watch: Watch): Promise<Services> {
  assertWorkOptions(options);
  const { workers, queue, cache } = options;
  const cacheRoot = cache === undefined ? defaultCacheRoot() : resolve(cache);
  // a large package, of which nothing else knows
  const executor =
    queue === undefined
      ? undefined
      : await (await import("./queue/queue-executor.ts")).openQueue(queue, cacheRoot, watch);
  return openServices({ ...watch, workers, cacheRoot, executor });
}
