/** How far a job is, by what it has told. */

import { describeForecast } from "../../../src/experiment/forecast/describe-forecast.ts";
import type { WorkEvent } from "../../../src/experiment/work/events.ts";

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
      return before.notes.includes(event.message)
        ? before
        : { ...before, notes: [...before.notes, event.message] };
    case "forecast":
      return { ...before, expected: describeForecast(event.forecast) };
    case "fold":
      return before;
  }
}
