import type { JobRecord, JobSpec } from "../../../src/studio/jobs/job.ts";

export function isActive({ state }: Pick<JobRecord, "state">): boolean {
  return state === "waiting" || state === "running";
}

/** Jobs of a kind that are at work or did not get done, but for those whose place another one has succeeded at since; last ones first. */
export function unfinished(jobs: readonly JobRecord[], kind: JobSpec["kind"]): JobRecord[] {
  const own = jobs.filter(({ spec }) => spec.kind === kind).sort((a, b) => (lastOf(a) < lastOf(b) ? 1 : -1));
  const last = new Map(own.toReversed().map((job) => [job.at, job]));
  return own.filter((job) => last.get(job.at) === job && job.state !== "done");
}

/** When something became of it last, as text that sorts. */
function lastOf(job: JobRecord): string {
  return isActive(job) ? "~" : (job.ended ?? job.began ?? job.created);
}
