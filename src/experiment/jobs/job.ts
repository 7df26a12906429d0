/**
 * The contract of a job kind: the unit of work that goes to the pool. A job is data, and running it twice gives the same
 * result: so it can be repeated, resumed, or run on another machine that shares the cache.
 */
import type { z } from "zod";
import type { EpochReport } from "../../models/model.ts";
import type { Cache } from "../rows/cache.ts";

/** What a job tells while it runs. */
export type JobEvent =
  | { readonly kind: "epoch"; readonly report: EpochReport }
  | { readonly kind: "warning"; readonly message: string };

export interface JobContext {
  readonly cache: Cache;
  /** The key of this piece of work. */
  readonly key: string;
  readonly signal: AbortSignal;
  tell(event: JobEvent): void;
}

export interface Job<I = unknown, R = unknown> {
  readonly kind: string;
  /** What its result in the cache is read as. */
  readonly result: z.ZodType<R>;
  /** Names the work by everything that its result depends on, code and files included. */
  key(input: I): Promise<string>;
  /** Whether a result that is in the cache answers this input; absent: always. */
  suffices?(input: I, result: R, key: string, cache: Cache): Promise<boolean>;
  /** Checks the input, which came from elsewhere, and does the work. */
  execute(raw: unknown, context: JobContext): Promise<R>;
  /** Checks the input, which came from another machine, and says what it needs of this one. */
  requirements(raw: unknown, key: string, cache: Cache): Promise<Requirements>;
}

/** What a job needs of the machine that does it. */
export interface Requirements {
  /** That must be there. */
  readonly files: readonly string[];
  /** Whether the result is in the cache. */
  isDone(): Promise<boolean>;
  /** Whether code and files here are those by which its key was made. */
  isSame(): Promise<boolean>;
}

export interface JobDefinition<I, R> extends Omit<Job<I, R>, "execute" | "requirements"> {
  readonly input: z.ZodType<I>;
  /** That it reads, beside the cache. */
  files(input: I): readonly string[];
  run(input: I, context: JobContext): Promise<R>;
}

export function defineJob<I, R>({ input, run, files, ...job }: JobDefinition<I, R>): Job<I, R> {
  return {
    ...job,
    execute: (raw, context) => run(input.parse(raw), context),
    async requirements(raw, key, cache) {
      const parsed = input.parse(raw);
      return {
        files: files(parsed),
        async isDone() {
          const found = await cache.readJson(job.kind, key, job.result);
          if (found === undefined) return false;
          return (await job.suffices?.(parsed, found, key, cache)) ?? true;
        },
        isSame: async () => (await job.key(parsed)) === key,
      };
    },
  };
}
