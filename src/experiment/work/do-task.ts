/** Does a job wherever it was sent: what it makes goes into the cache, under its key. */

import * as all from "../jobs/all.ts";
import type { Job, JobContext, Requirements } from "../jobs/job.ts";
import type { Cache } from "../rows/cache.ts";
import type { Task } from "./executor.ts";

type AnyJob = Pick<Job, "execute" | "requirements">;

const jobs = new Map<string, AnyJob>(Object.values(all).map((job) => [job.kind, job]));

function jobOf({ kind }: Task): AnyJob {
  const job = jobs.get(kind);
  if (job === undefined) throw new Error(`there is no job of the kind ${kind}`);
  return job;
}

/** What a job that came from elsewhere needs here, and whether it was done already. */
export async function requirementsOf(task: Task, cache: Cache): Promise<Requirements> {
  return jobOf(task).requirements(task.input, task.key, cache);
}

export async function doTask(
  task: Task,
  cache: Cache,
  context: Pick<JobContext, "signal" | "tell">,
): Promise<void> {
  const { kind, input, key } = task;
  await cache.writeJson(kind, key, await jobOf(task).execute(input, { ...context, cache, key }));
  // Safe now: what a stopped job could have gone on from is not needed any more.
  await cache.removeBlob("checkpoints", key);
}
