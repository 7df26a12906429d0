/** The jobs of the studio, as they go on: told by the server, and asked for again after a pause. */
import { SvelteMap } from "svelte/reactivity";
import type { WorkEvent } from "../../../src/experiment/events.ts";
import type { GivenLabel } from "../../../src/studio/answers.ts";
import type { JobRecord, LiveMessage } from "../../../src/studio/jobs/job.ts";
import { addressOf } from "../api.ts";

type Epoch = Extract<WorkEvent, { kind: "epoch" }>["report"];

/** What a job has told so far. */
export interface JobProgress {
  /** Of its last stage. */
  readonly stage: { readonly name: string; readonly done: number; readonly total: number } | undefined;
  /** "learner, fold" -> done. */
  readonly fits: ReadonlyMap<string, boolean>;
  /** "learner, fold" -> its epochs. */
  readonly epochs: ReadonlyMap<string, readonly Epoch[]>;
  readonly notes: readonly string[];
}

const NOTHING: JobProgress = { stage: undefined, fits: new Map(), epochs: new Map(), notes: [] };

const jobs = new SvelteMap<string, JobRecord>();
const progress = new SvelteMap<string, JobProgress>();
let isOpen = $state(false);
const listeners = new Set<(job: JobRecord) => void>();
const labelled = new Set<(corpus: string, given: GivenLabel) => void>();
const read = new Set<(at: string) => void>();

/** The progress after one more event. */
export function advanced(before: JobProgress, event: WorkEvent): JobProgress {
  switch (event.kind) {
    case "stage":
      return { ...before, stage: event };
    case "fit": {
      const name = `${event.learner}, ${event.scope}`;
      return { ...before, fits: new Map(before.fits).set(name, event.state === "done") };
    }
    case "epoch": {
      const name = `${event.learner}, ${event.scope}`;
      // a training that was resumed tells of its last epochs again
      const known = (before.epochs.get(name) ?? []).filter(({ epoch }) => epoch < event.report.epoch);
      return { ...before, epochs: new Map(before.epochs).set(name, [...known, event.report]) };
    }
    case "note":
      return { ...before, notes: [...before.notes, `${event.learner}, ${event.scope}: ${event.message}`] };
    case "warning":
      return before.notes.includes(event.message) ? before : { ...before, notes: [...before.notes, event.message] };
    case "fold":
      return before;
  }
}

function take(message: LiveMessage): void {
  if (message.kind === "jobs") for (const job of message.jobs) jobs.set(job.id, job);
  else if (message.kind === "job") {
    jobs.set(message.job.id, message.job);
    for (const listener of listeners) listener(message.job);
  } else if (message.kind === "label") for (const listener of labelled) listener(message.corpus, message.given);
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
