/** The jobs of the studio, as they go on: told by the server, and asked for again after a pause. */
import { SvelteMap } from "svelte/reactivity";
import type { GivenLabel } from "../../../src/studio/answers.ts";
import type { JobRecord, LiveMessage } from "../../../src/studio/jobs/job.ts";
import { addressOf } from "../api.ts";
import { advanced, type JobProgress, NOTHING } from "./progress.ts";

const jobs = new SvelteMap<string, JobRecord>();
const progress = new SvelteMap<string, JobProgress>();
let isOpen = $state(false);
const listeners = new Set<(job: JobRecord) => void>();
const labelled = new Set<(corpus: string, given: GivenLabel) => void>();
const read = new Set<(at: string) => void>();

function take(message: LiveMessage): void {
  if (message.kind === "jobs") for (const job of message.jobs) jobs.set(job.id, job);
  else if (message.kind === "job") {
    jobs.set(message.job.id, message.job);
    for (const listener of listeners) listener(message.job);
  } else if (message.kind === "label")
    for (const listener of labelled) listener(message.corpus, message.given);
  else if (message.kind === "corpus") for (const listener of read) listener(message.at);
  else progress.set(message.id, advanced(progress.get(message.id) ?? NOTHING, message.event));
}

const source = new EventSource(addressOf("events"));
source.addEventListener("open", () => {
  isOpen = true;
});
source.addEventListener("error", () => {
  isOpen = false;
});
source.addEventListener("message", ({ data }) => take(JSON.parse(data)));

export const live = {
  get isOpen(): boolean {
    return isOpen;
  },
  /** Newest first. */
  get jobs(): readonly JobRecord[] {
    return [...jobs.values()].sort((a, b) => (a.created < b.created ? 1 : -1));
  },
  job: (id: string): JobRecord | undefined => jobs.get(id),
  progress: (id: string): JobProgress => progress.get(id) ?? NOTHING,
  /** What a job told before this page was there. */
  async recall(id: string): Promise<void> {
    const text = await (await fetch(addressOf("job/log", { id }))).text();
    let all = NOTHING;
    for (const line of text.split("\n")) if (line !== "") all = advanced(all, JSON.parse(line));
    progress.set(id, { ...all, stage: progress.get(id)?.stage });
  },
  /** @returns how to listen no longer, as the next */
  whenLabelled(listener: (corpus: string, given: GivenLabel) => void): () => void {
    labelled.add(listener);
    return () => labelled.delete(listener);
  },
  whenRead(listener: (at: string) => void): () => void {
    read.add(listener);
    return () => read.delete(listener);
  },
  whenChanged(listener: (job: JobRecord) => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};

export function isActive({ state }: JobRecord): boolean {
  return state === "waiting" || state === "running";
}
