/** The worker's side of the pool: one job at a time. */
import { ProsodiaError } from "../../base/errors.ts";
import { loadPlugins } from "../config/plugins.ts";
import { openCache } from "../rows/cache.ts";
import { doTask } from "./do-task.ts";
import type { Envelope, Reply } from "./pool.ts";
import { stopSignal } from "./stop-signal.ts";

export default async function work({ task, cacheRoot, shared, plugins, port }: Envelope): Promise<Reply> {
  const signal = stopSignal(port);
  try {
    await loadPlugins(plugins);
    await doTask(task, openCache(cacheRoot, { shared }), {
      signal,
      tell: (event) => port.postMessage(event),
    });
    return { kind: "done" };
  } catch (error) {
    if (error instanceof ProsodiaError) return { kind: "error", name: error.name, message: error.message };
    throw error;
  } finally {
    port.close();
  }
}
