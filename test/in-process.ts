/** An executor that does jobs in this process, one at a time: for tests, which run from TypeScript. */

import { createSlots } from "../src/base/slots.ts";
import { openCache } from "../src/experiment/rows/cache.ts";
import { doTask } from "../src/experiment/work/do-task.ts";
import type { WorkEvent } from "../src/experiment/work/events.ts";
import type { Executor } from "../src/experiment/work/executor.ts";
import { openServices, type Services } from "../src/experiment/work/services.ts";

export function createInProcess(cacheRoot: string): Executor & { readonly done: string[] } {
  const slots = createSlots(1);
  const done: string[] = [];
  return {
    done,
    threadsFor: () => 1,
    atOnce: 2,
    run: (task, { signal = new AbortController().signal, tell = () => {}, onBegin } = {}) =>
      slots.use(async () => {
        signal.throwIfAborted();
        onBegin?.();
        await doTask(task, openCache(cacheRoot), { signal, tell });
        done.push(task.kind);
      }),
    close: async () => {},
  };
}

/** Services without threads; `done` lists the kinds of the jobs that were done. */
export function openInProcess(
  cacheRoot: string,
  tell?: (event: WorkEvent) => void,
  signal?: AbortSignal,
): { services: Services; done: string[] } {
  const executor = createInProcess(cacheRoot);
  return { services: openServices({ cacheRoot, executor, tell, signal }), done: executor.done };
}
