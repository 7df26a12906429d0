/** Does a job wherever it was sent: what it makes goes into the cache, under its key. */
import type { Cache } from "./cache.ts";
import type { Task } from "./executor.ts";
import * as all from "./jobs/all.ts";
import type { Job, JobContext } from "./jobs/job.ts";

const jobs = new Map<string, Pick<Job, "execute">>(Object.values(all).map((job) => [job.kind, job]));

export async function doTask(
  { kind, input, key }: Task,
  cache: Cache,
  context: Pick<JobContext, "signal" | "tell">,
): Promise<void> {
  const job = jobs.get(kind);
  if (job === undefined) throw new Error(`there is no job of the kind ${kind}`);
  await cache.writeJson(kind, key, await job.execute(input, { ...context, cache, key }));
  // Safe now: what a stopped job could have gone on from is not needed any more.
  await cache.removeBlob("checkpoints", key);
}
