/** Threads that end in the middle of their work: it is asked for once more, of a new one. */
import { ModelError } from "../../base/errors.ts";

/**
 * @param what - is asked for, for the error
 * @param ask - of a pool whose work can be done twice
 * @throws ModelError if the thread ends twice; what the work throws
 */
export async function askThread<T>(what: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!isLost(error)) throw error;
  }
  try {
    return await ask();
  } catch (error) {
    if (!isLost(error)) throw error;
    throw new ModelError(
      `a thread ended twice in the middle of its work (${what}): memory may be short.`,
      "Close other programs, or take fewer threads: --workers 1.",
    );
  }
}

/** Whether the pool says that the thread is gone, rather than that its work threw. */
function isLost(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ("code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY") return true;
  return error.message.startsWith("worker exited with code");
}
