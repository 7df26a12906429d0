/** How far a job is, by what it has told. */

import { describeForecast } from "../../../src/experiment/forecast/describe-forecast.ts";
import type { WorkEvent } from "../../../src/experiment/work/events.ts";

type Epoch = Extract<WorkEvent, { kind: "epoch" }>["report"];

export interface FitProgress {
  readonly isDone: boolean;
  /** Its result was there already: it took no time. */
  readonly isKnown: boolean;
  /** Milliseconds since 1970; undefined while it waits. */
  readonly begun: number | undefined;
  /** Of its epochs, what a checkpoint spared; undefined until it tells of one. */
  readonly from: number | undefined;
  /** Share of its epochs. */
  readonly reached: number;
}

/** What a job has told so far. */
export interface JobProgress {
  /** Of its last stage. */
  readonly stage: { readonly name: string; readonly done: number; readonly total: number } | undefined;
  /** By "learner, fold". */
  readonly fits: ReadonlyMap<string, FitProgress>;
  /** "learner, fold" -> its epochs. */
  readonly epochs: ReadonlyMap<string, readonly Epoch[]>;
  readonly notes: readonly string[];
  /** How long all of it takes, in words. */
  readonly expected: string | undefined;
}

export const NOTHING: JobProgress = {
  stage: undefined,
  fits: new Map(),
  epochs: new Map(),
  notes: [],
  expected: undefined,
};

const WAITS: FitProgress = { isDone: false, isKnown: false, begun: undefined, from: undefined, reached: 0 };

/** The progress after one more event, told at that time; told again, an event changes nothing. */
export function advanced(before: JobProgress, event: WorkEvent, atMs: number): JobProgress {
  switch (event.kind) {
    case "stage":
      return { ...before, stage: event };
    case "fit": {
      const name = `${event.learner}, ${event.scope}`;
      const fit = before.fits.get(name) ?? WAITS;
      // learners that hold the same fit tell of it again
      if (fit.isDone) return before;
      const next: FitProgress =
        event.state === "done"
          ? { ...fit, isDone: true, isKnown: event.known }
          : { ...fit, begun: fit.begun ?? (event.state === "begun" ? atMs : undefined) };
      return { ...before, fits: new Map(before.fits).set(name, next) };
    }
    case "epoch": {
      const name = `${event.learner}, ${event.scope}`;
      const { epoch, epochs: count } = event.report;
      // a training that was resumed tells of its last epochs again
      const known = (before.epochs.get(name) ?? []).filter((one) => one.epoch < epoch);
      const epochs = new Map(before.epochs).set(name, [...known, event.report]);
      const fit = before.fits.get(name);
      if (fit === undefined || fit.isDone) return { ...before, epochs };
      const next = { ...fit, from: fit.from ?? (epoch - 1) / (count + 1), reached: epoch / (count + 1) };
      return { ...before, epochs, fits: new Map(before.fits).set(name, next) };
    }
    case "note":
      return noted(before, `${event.learner}, ${event.scope}: ${event.message}`);
    case "warning":
      return noted(before, event.message);
    case "forecast":
      return { ...before, expected: describeForecast(event.forecast) };
    case "fold":
      return before;
  }
}

function noted(before: JobProgress, note: string): JobProgress {
  return before.notes.includes(note) ? before : { ...before, notes: [...before.notes, note] };
}

/** Of a job that begins again: all is told anew, but for the epochs of before. */
export function afresh({ epochs }: JobProgress): JobProgress {
  return { ...NOTHING, epochs };
}

/** @param log - one event a line, with when it was told; @param began - of the job, when it last began: null while it waits */
export function recalledFrom(log: string, began: string | null): JobProgress {
  const beganMs = began === null ? Number.POSITIVE_INFINITY : Date.parse(began);
  const lines: (WorkEvent & { readonly at: number })[] = log
    .split("\n")
    .flatMap((line) => (line === "" ? [] : JSON.parse(line)));
  let [all, isBefore] = [NOTHING, true];
  for (const { at, ...event } of lines) {
    if (isBefore && at >= beganMs) [all, isBefore] = [afresh(all), false];
    all = advanced(all, event, at);
  }
  return isBefore ? afresh(all) : all;
}

/** How much is done: of the fits, of which epochs are parts; without any, of the stage. */
export function shareOf({ fits, stage }: JobProgress): number {
  if (fits.size === 0) return stage === undefined ? 0 : stage.done / stage.total;
  return sumOf(fits.values(), ({ isDone, reached }) => (isDone ? 1 : reached)) / fits.size;
}

/** By how long the fits took so far that had to be made; undefined where that says nothing yet. */
export function fitSecondsLeft({ fits }: JobProgress, nowMs: number): number | undefined {
  const made = [...fits.values()].filter(({ isKnown }) => !isKnown);
  const begun = made.flatMap((fit) => fit.begun ?? []);
  const all = sumOf(made, ({ from = 0 }) => 1 - from);
  const done = sumOf(made, ({ isDone, reached, from = 0 }) => (isDone ? 1 : reached) - from);
  if (begun.length === 0 || done < 0.03 * all || done >= all) return undefined;
  const first = begun.reduce((least, one) => Math.min(least, one));
  return ((nowMs - first) / 1000 / done) * (all - done);
}

function sumOf<T>(items: Iterable<T>, numberOf: (item: T) => number): number {
  let sum = 0;
  for (const item of items) sum += numberOf(item);
  return sum;
}
