/** The jobs of the studio, as they go on: told by the server, and asked for again after a pause. */
import { SvelteMap } from "svelte/reactivity";
import type { GivenLabel } from "../../../src/studio/answers.ts";
import type { JobRecord, LiveMessage } from "../../../src/studio/jobs/job.ts";
import { addressOf } from "../api.ts";
import { advanced, afresh, type JobProgress, NOTHING, recalledFrom } from "./progress.ts";

const jobs = new SvelteMap<string, JobRecord>();
const progress = new SvelteMap<string, JobProgress>();
/** Jobs whose log was read. */
const recalled = new Set<string>();
/** What the others told since the page is there: their logs may or may not hold it. */
const heard = new Map<string, Extract<LiveMessage, { kind: "work" }>[]>();
let isOpen = $state(false);
const listeners = new Set<(job: JobRecord) => void>();
const labelled = new Set<(corpus: string, given: GivenLabel) => void>();
const read = new Set<(at: string) => void>();

function take(message: LiveMessage): void {
  if (message.kind === "jobs") {
    for (const job of message.jobs) jobs.set(job.id, job);
    // after a pause, in which more may have been told
    const again = [...recalled];
    recalled.clear();
    for (const id of again) void recall(id);
  } else if (message.kind === "job") {
    const { job } = message;
    jobs.set(job.id, job);
    if (job.state === "waiting") {
      progress.set(job.id, afresh(progress.get(job.id) ?? NOTHING));
      heard.delete(job.id);
    }
    for (const listener of listeners) listener(message.job);
  } else if (message.kind === "label")
    for (const listener of labelled) listener(message.corpus, message.given);
  else if (message.kind === "corpus") for (const listener of read) listener(message.at);
  else {
    const { id, at, event } = message;
    progress.set(id, advanced(progress.get(id) ?? NOTHING, event, at));
    if (recalled.has(id)) return;
    const before = heard.get(id) ?? [];
    before.push(message);
    heard.set(id, before);
  }
}

async function recall(id: string): Promise<void> {
  if (recalled.has(id)) return;
  const answer = await fetch(addressOf("job/log", { id })).catch(() => undefined);
  if (answer?.ok !== true) return;
  let all = recalledFrom(await answer.text(), jobs.get(id)?.began ?? null);
  for (const { event, at } of heard.get(id) ?? []) all = advanced(all, event, at);
  progress.set(id, { ...all, stage: progress.get(id)?.stage });
  recalled.add(id);
  heard.delete(id);
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
  recall,
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
