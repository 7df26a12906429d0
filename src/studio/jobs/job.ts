/** Long work that a page starts: what it is, how it stands, and what the process that does it tells. */
import { z } from "zod";
import type { ClipFacts, CorpusInspection } from "../../corpus/inspect.ts";
import type { WorkEvent } from "../../experiment/work/events.ts";
import type { GivenLabel } from "../answers.ts";

const factsSchema = z.strictObject({ kind: z.literal("facts"), corpus: z.string() });

const mapSchema = z.strictObject({
  kind: z.literal("map"),
  /** As pages name them. */
  corpora: z.array(z.strictObject({ name: z.string(), prefix: z.string(), at: z.string() })),
  /** What is compared by what: a corpus by a feature, over time where it has frames; or a run by what its learner hears. */
  by: z.union([
    z.strictObject({ corpus: z.string(), feature: z.string(), overTime: z.boolean() }),
    z.strictObject({ run: z.string(), learner: z.string() }),
  ]),
});

const checkSchema = z.strictObject({
  kind: z.literal("check"),
  /** A recogniser's file. */
  recogniser: z.string(),
  corpus: z.string(),
  /** So many clips, drawn from all; all if absent. */
  clips: z.int().min(1).optional(),
});

export const mapKeySchema = z.string().regex(/^[0-9a-f]{16}$/, "expected the key of a map");

/** What is to be done, as it is written down: files and folders as pages name them, and none that is written. */
const jobSpecSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("experiment"), name: z.string() }),
  factsSchema,
  mapSchema.extend({ key: mapKeySchema }),
  checkSchema.extend({ run: z.string() }),
]);
export type JobSpec = z.output<typeof jobSpecSchema>;

/** All that the work needs to know: paths are absolute, and were looked at; `file` is written. */
export const jobWorkSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("experiment"), file: z.string(), folder: z.string() }),
  factsSchema,
  mapSchema.extend({ file: z.string() }),
  checkSchema.extend({ file: z.string() }),
]);
export type JobWork = z.output<typeof jobWorkSchema>;

/** The environment's variable that tells a job's process who does the work: an address may hold a password, and arguments are seen by all. */
export const WORK_VARIABLE = "PROSODIA_STUDIO_WORK";
/** `WorkOptions`, as JSON. */
export const workSchema = z.strictObject({
  workers: z.int().exactOptional(),
  queue: z.string().exactOptional(),
  cache: z.string().exactOptional(),
});

export const JOB_STATES = ["waiting", "running", "done", "failed", "stopped"] as const;

export const jobRecordSchema = z.strictObject({
  /** Names its files. */
  id: z.string().regex(/^[\w-]+$/),
  spec: jobSpecSchema,
  /** For people: the experiment's name, the corpus. */
  name: z.string(),
  /** Where its result is shown, as pages name it: a run's folder, a corpus. */
  at: z.string(),
  state: z.enum(JOB_STATES),
  /** ISO 8601. */
  created: z.string(),
  began: z.string().nullable(),
  ended: z.string().nullable(),
  /** Why it failed. */
  problem: z.string().nullable(),
});
export type JobRecord = Readonly<z.output<typeof jobRecordSchema>>;

export type NewJob = Pick<JobRecord, "spec" | "name" | "at">;

/** What was found out about the audio of all clips. */
export interface Learnt {
  readonly facts: readonly ClipFacts[];
  readonly near: CorpusInspection["nearIdentical"];
}

/** From the process that works. */
export type JobMessage =
  | { readonly kind: "event"; readonly event: WorkEvent }
  | { readonly kind: "facts"; readonly learnt: Learnt }
  | { readonly kind: "done" }
  | { readonly kind: "stopped" }
  | { readonly kind: "failed"; readonly message: string };

/** What all pages are told, as it happens. */
export type LiveMessage =
  | { readonly kind: "jobs"; readonly jobs: readonly JobRecord[] }
  | { readonly kind: "job"; readonly job: JobRecord }
  | { readonly kind: "work"; readonly id: string; readonly at: number; readonly event: WorkEvent }
  /** A corpus, as pages name it, was read or learnt about anew. */
  | { readonly kind: "corpus"; readonly at: string }
  | { readonly kind: "label"; readonly corpus: string; readonly given: GivenLabel };
