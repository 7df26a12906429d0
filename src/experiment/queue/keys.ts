/** What stands in the server beside the queue's own keys: who waits for a job, and who cannot do it. */
import { PREFIX } from "./connection.ts";

/** A set of runs. */
export function waitersKey(jobId: string): string {
  return `${PREFIX}:waiters:${jobId}`;
}

/** A set of workers that lack a file of the job's. */
export function refusersKey(jobId: string): string {
  return `${PREFIX}:refusers:${jobId}`;
}

/** Of what a run that was killed has left. */
export const KEPT_S = 7 * 24 * 3600;
