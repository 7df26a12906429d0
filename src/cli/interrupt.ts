/** Ctrl-C: the first one asks the work to stop where nothing is lost, the second one leaves at once. */

import { setMaxListeners } from "node:events";

export class Interrupted extends Error {}

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
  const onSignal = () => {
    // Not process.exit: onnxruntime aborts with a dump when it ends while a worker trains.
    if (controller.signal.aborted) process.kill(process.pid, "SIGKILL");
    process.stderr.write("\nStopping; press Ctrl-C again to leave at once.\n");
    controller.abort(new Interrupted(resumeHint));
  };
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
  try {
    return await work(controller.signal);
  } catch (error) {
    controller.signal.throwIfAborted();
    throw error;
  } finally {
    process.off("SIGINT", onSignal);
    process.off("SIGTERM", onSignal);
  }
}
