/** The worker pool: jobs go to as many threads as there are cores. */
import { availableParallelism } from "node:os";
import { MessageChannel, type MessagePort } from "node:worker_threads";
import { Piscina } from "piscina";
import { reviveError } from "../../base/errors.ts";
import { createSlots } from "../../base/slots.ts";
import { loadedPlugins } from "../config/origins.ts";
import type { JobEvent } from "../jobs/job.ts";
import { askThread } from "./ask-thread.ts";
import type { Executor, RunOptions, Task } from "./executor.ts";

/** What the pool posts to a worker. */
export interface Envelope {
  readonly task: Task;
  readonly cacheRoot: string;
  /** Whether other machines read what is written. */
  readonly shared: boolean;
  /** URLs of modules that define entries of a person's own. */
  readonly plugins: readonly string[];
  readonly port: MessagePort;
}

/** Errors that a person can act on travel as data: a thrown one would lose its kind between threads. */
export type Reply =
  | { readonly kind: "done" }
  | { readonly kind: "error"; readonly name: string; readonly message: string };

/** The sources run from TypeScript in development and from JavaScript when installed. */
const EXTENSION = import.meta.url.endsWith(".ts") ? "ts" : "js";

export function createPool(
  cacheRoot: string,
  workers = availableParallelism(),
  { shared = false } = {},
): Executor {
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

  async function send(task: Task, { signal, tell, onBegin }: RunOptions): Promise<void> {
    signal?.throwIfAborted();
    onBegin?.();
    const { port1, port2 } = new MessageChannel();
    port1.on("message", (event: JobEvent) => tell?.(event));
    const abort = () => port1.postMessage("abort");
    signal?.addEventListener("abort", abort, { once: true });
    const envelope: Envelope = { task, cacheRoot, shared, plugins: loadedPlugins(), port: port2 };
    try {
      const reply: Reply = await piscina.run(envelope, { transferList: [port2] });
      if (reply.kind === "error") throw reviveError(reply.name, reply.message);
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    } finally {
      signal?.removeEventListener("abort", abort);
      port1.close();
    }
  }

  return {
    // two for each worker: one that is done, one that is made ready
    atOnce: 2 * workers,
    threadsFor: (jobs) => Math.max(1, Math.floor(workers / Math.min(workers, jobs))),
    async run(task, options = {}) {
      const work = slots.use(() => askThread(task.kind, () => send(task, options)));
      active.add(work);
      return work.finally(() => active.delete(work));
    },
    async close() {
      await Promise.allSettled(active);
      await piscina.destroy();
    },
  };
}
