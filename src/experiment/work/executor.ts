/** The contract of whatever does jobs: threads of this process, or workers behind a queue. */
import type { JobEvent } from "../jobs/job.ts";

/** A job as data. */
export interface Task {
  /** Of the job. */
  readonly kind: string;
  readonly input: unknown;
  /** Under which its result is put into the cache. */
  readonly key: string;
}

export interface RunOptions {
  /** Aborted: the job stops where it can, and its promise rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  readonly tell?: ((event: JobEvent) => void) | undefined;
  /** The job waits no longer. */
  readonly onBegin?: (() => void) | undefined;
}

export interface Executor {
  /** Native threads for each of so many jobs: with fewer jobs than workers, the cores are shared out. */
  threadsFor(jobs: number): number;
  /** So many jobs keep it busy: those of a large corpus are asked for bit by bit. */
  readonly atOnce: number;
  /** Does the job; its result is then in the cache. */
  run(task: Task, options?: RunOptions): Promise<void>;
  /** Waits for the jobs that run, and ends the workers. */
  close(): Promise<void>;
}
