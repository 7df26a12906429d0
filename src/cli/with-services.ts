/** Long work of a command: with jobs done by threads or by a queue, shown while it goes on, and stopped by Ctrl-C. */
import { assertWorkOptions, openWork, type WorkOptions } from "../experiment/open-work.ts";
import type { Services } from "../experiment/work/services.ts";
import { interruptible } from "./interrupt.ts";
import { showEvents } from "./show-events.ts";

/**
 * @param stopped - what to tell the person who stopped it
 * @throws Interrupted when a person stopped it
 */
export function withServices<T>(
  options: WorkOptions,
  stopped: string,
  work: (services: Services) => Promise<T>,
): Promise<T> {
  assertWorkOptions(options);
  const lines = showEvents();
  return interruptible(stopped, async (signal) => {
    const services = await openWork(options, { signal, tell: lines.tell });
    try {
      return await work(services);
    } finally {
      lines.clear();
      await services.close();
    }
  });
}
