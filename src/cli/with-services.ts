/** Long work of a command: with jobs done by threads or by a queue, shown while it goes on, and stopped by Ctrl-C. */
import { resolve } from "node:path";
import { ConfigError } from "../base/errors.ts";
import { defaultCacheRoot } from "../experiment/cache.ts";
import { openServices, type Services } from "../experiment/services.ts";
import { interruptible } from "./interrupt.ts";
import { showEvents } from "./show-events.ts";
import type { WorkOptions } from "./work-options.ts";

/**
 * @param stopped - what to tell the person who stopped it
 * @throws Interrupted when a person stopped it
 */
export function withServices<T>(
  { workers, queue, cache }: WorkOptions,
  stopped: string,
  work: (services: Services) => Promise<T>,
): Promise<T> {
  if (queue !== undefined && workers !== undefined) {
    throw new ConfigError("--workers: threads do nothing where a queue does the work; expected one of them.");
  }
  const cacheRoot = cache === undefined ? defaultCacheRoot() : resolve(cache);
  const lines = showEvents();
  return interruptible(stopped, async (signal) => {
    const watch = { signal, tell: lines.tell };
    // a large package, of which nothing else knows
    const executor =
      queue === undefined
        ? undefined
        : await (await import("../experiment/queue/queue-executor.ts")).openQueue(queue, cacheRoot, watch);
    const services = openServices({ ...watch, workers, cacheRoot, executor });
    try {
      return await work(services);
    } finally {
      lines.clear();
      await services.close();
    }
  });
}
