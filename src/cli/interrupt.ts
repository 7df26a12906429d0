/** Ctrl-C and lost outputs ask the work to stop where nothing is lost; a second Ctrl-C leaves at once. */

import { setMaxListeners } from "node:events";
import { tellLines } from "./lines.ts";

export class Interrupted extends Error {}

/** How to stop the work that runs; undefined while none does. */
let stop: (() => void) | undefined;

/** Asks the work that runs to stop; false if there is none. */
export function stopWork(): boolean {
  stop?.();
  return stop !== undefined;
}

/**
 * Runs work that an interrupt can stop.
 *
 * @param resumeHint - what to tell the person who stopped it
 * @throws Interrupted when the work ended because of the signal
 */
export async function interruptible<T>(
  resumeHint: string,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  // Every job that waits listens to it.
  setMaxListeners(0, controller.signal);
  stop = () => controller.abort(new Interrupted(resumeHint));
  const onSignal = () => {
    // Not process.exit: onnxruntime aborts with a dump when it ends while a worker trains.
    if (controller.signal.aborted) process.kill(process.pid, "SIGKILL");
    tellLines("", "Stopping; press Ctrl-C again to leave at once.");
    stopWork();
  };
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
  try {
    return await work(controller.signal);
  } catch (error) {
    controller.signal.throwIfAborted();
    throw error;
  } finally {
    stop = undefined;
    process.off("SIGINT", onSignal);
    process.off("SIGTERM", onSignal);
  }
}
