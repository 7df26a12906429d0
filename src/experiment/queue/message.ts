/** What goes through the queue: jobs as data, and what is said of them. */
import { z } from "zod";
import { ModelError, ProsodiaError, reviveError } from "../../base/errors.ts";
import { historySchema } from "../../training/checkpoint.ts";
import type { Task } from "../work/executor.ts";

/** A job as it lies in the queue. */
export const messageSchema = z.strictObject({
  kind: z.string(),
  key: z.string(),
  input: z.unknown().optional().describe("absent: it is in the store, under the job's id"),
  plugins: z
    .array(z.strictObject({ url: z.string(), code: z.string().describe("digest of what it can reach") }))
    .describe("modules that define entries of a person's own"),
});
export type Message = Readonly<z.output<typeof messageSchema>>;

/** How a job ended that did not fail: done, or left because nobody waits for it any more. */
export const outcomeSchema = z.enum(["done", "left"]);
export type Outcome = z.output<typeof outcomeSchema>;

/** What a worker tells while a job runs. */
export const newsSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("epoch"), report: historySchema.element }),
  z.strictObject({ kind: z.literal("warning"), message: z.string() }),
  z.strictObject({ kind: z.literal("refused"), message: z.string() }),
]);
export type News = Readonly<z.output<typeof newsSchema>>;

/** A job is tried so often, with growing pauses, where what went wrong may pass. */
export const ATTEMPTS = 3;
/** Workers that may die over a job before it is set aside. */
export const DEATHS = 3;

/** How an error stands in the queue, for people and for `errorOf`. */
export function reasonOf(error: unknown): string {
  if (error instanceof ProsodiaError) return `${error.name}: ${error.message}`;
  return error instanceof Error ? error.message : String(error);
}

/** The error of a job that was set aside, from its reason. */
export function errorOf({ kind, key }: Pick<Task, "kind" | "key">, reason: string): Error {
  const [, name, message] = /^([A-Z][A-Za-z]*Error): (.*)$/s.exec(reason) ?? [];
  const revived = name === undefined ? undefined : reviveError(name, message);
  if (revived instanceof ProsodiaError) return revived;
  const what = reason.includes("stalled")
    ? `${DEATHS + 1} workers died or lost the queue over it`
    : `it failed ${ATTEMPTS} times (${reason.trim().split("\n")[0]})`;
  return new ModelError(
    `a job (${kind} ${key.slice(0, 12)}) was set aside: ${what}.`,
    "Everything else is kept; look at the workers' machines, and run the same command again.",
  );
}
