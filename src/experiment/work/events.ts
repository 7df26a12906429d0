/** What happens while an experiment is worked on, as data: a command line shows it as lines, a page as curves. */
import type { EpochReport } from "../../models/model.ts";

/** Which of the many fits it is about. */
export interface FitName {
  /** The learner's name. */
  readonly learner: string;
  /** "fold-1", "fold-1/inner-2", or "all" for the fit on all clips. */
  readonly scope: string;
}

/** About how long a run takes, from its first feature to its last file. */
export interface Forecast {
  /** s, of all of which it is known. */
  readonly seconds: number;
  readonly stages: readonly { readonly name: string; readonly seconds: number }[];
  /** What was never done here, so that only doing it can tell. */
  readonly unknown: readonly string[];
}

export type WorkEvent =
  /** So much of a stage is done. */
  | { readonly kind: "stage"; readonly name: string; readonly done: number; readonly total: number }
  /** A fit waits for its turn, has begun, or is done: known says that its result was there already. */
  | (FitName & { readonly kind: "fit"; readonly state: "waiting" | "begun" })
  | (FitName & {
      readonly kind: "fit";
      readonly state: "done";
      readonly known: boolean;
      readonly seconds: number;
    })
  | (FitName & { readonly kind: "epoch"; readonly report: EpochReport })
  /** About how long all of it takes; again once what was unknown is known. */
  | { readonly kind: "forecast"; readonly forecast: Forecast }
  /** A learner is fitted and asked on one fold. */
  | { readonly kind: "fold"; readonly learner: string; readonly fold: string }
  /** What a learner says of its fit: which of several it chose. */
  | (FitName & { readonly kind: "note"; readonly message: string })
  /** Something that a person should know although the work goes on. */
  | { readonly kind: "warning"; readonly message: string };

/** How a caller follows and stops long work. */
export interface Watch {
  readonly signal?: AbortSignal | undefined;
  readonly tell?: ((event: WorkEvent) => void) | undefined;
}
