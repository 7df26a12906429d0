/** What happens while work goes on, as lines for people. */
import pc from "picocolors";
import { describeForecast } from "../experiment/forecast/describe-forecast.ts";
import type { FitName, WorkEvent } from "../experiment/work/events.ts";
import type { EpochReport } from "../models/model.ts";
import { tellLines } from "./lines.ts";
import { createProgress, type Progress } from "./progress.ts";

export interface EventLines {
  tell(event: WorkEvent): void;
  clear(): void;
}

/** Stages and fits as one line of progress; warnings and what learners note on lines of their own. */
export function showEvents(
  progress: Progress = createProgress(),
  write: (line: string) => unknown = (line) => tellLines(line),
): EventLines {
  /** Of the fits of measuring, and of those on all clips: what was begun, as shares between 0 and 1. */
  const fits = { measure: new Map<string, number>(), all: new Map<string, number>() };

  function advance(name: FitName, share: number, note: string): void {
    const isFinal = name.scope.split("/")[0] === "all";
    const shares = isFinal ? fits.all : fits.measure;
    const key = `${name.learner}, ${name.scope}`;
    const before = shares.get(key);
    // learners that hold the same fit tell of it again
    if (before !== undefined && share <= before) return;
    shares.set(key, share);
    const done = [...shares.values()].reduce((sum, one) => sum + one, 0);
    const whole = done > shares.size - 1e-9 ? shares.size : done;
    progress.update(isFinal ? "Fitting on all clips" : "Measuring", whole, shares.size, note);
  }

  function line(colour: (text: string) => string, what: string, message: string): void {
    progress.clear();
    write(`${colour(what)} ${message}`);
  }

  return {
    tell(event) {
      switch (event.kind) {
        case "stage":
          return progress.update(event.name, event.done, event.total);
        case "fit":
          return advance(event, event.state === "done" ? 1 : 0, nameOf(event));
        case "epoch": {
          const { epoch, epochs } = event.report;
          return advance(event, epoch / (epochs + 1), `${nameOf(event)}: ${describeEpoch(event.report)}`);
        }
        case "note":
          return line(pc.dim, "note:", `${nameOf(event)}: ${event.message}`);
        case "warning":
          return line(pc.yellow, "note:", event.message);
        case "forecast":
          return line(pc.dim, "time:", describeForecast(event.forecast));
        case "fold":
          return;
      }
    },
    clear: () => progress.clear(),
  };
}

function nameOf({ learner, scope }: FitName): string {
  return `${learner}, ${scope === "all" ? "on all clips" : scope}`;
}

/** "epoch 3/60, loss 0.512, validation 0.804" */
export function describeEpoch({ epoch, epochs, loss, validationLoss }: EpochReport): string {
  const validation = validationLoss === undefined ? "" : `, validation ${validationLoss.toFixed(3)}`;
  return `epoch ${epoch}/${epochs}, loss ${loss.toFixed(3)}${validation}`;
}
