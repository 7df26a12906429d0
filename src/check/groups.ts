/** In which order checks are shown, and what is said of them. */
import type { Check } from "./check.ts";

export interface CheckGroup {
  readonly id: Check["group"];
  readonly title: string;
  /** What is looked at; may be empty. */
  readonly note: string;
}

export const CHECK_GROUPS: readonly CheckGroup[] = [
  {
    id: "robustness",
    title: "Changed recordings",
    note: "The same clips, changed: how many keep their label, and how much UAR falls.",
  },
  { id: "correctness", title: "Right answers", note: "" },
  {
    id: "fairness",
    title: "Sexes and speakers",
    note: "What is right for all should be as right for each.",
  },
  {
    id: "calibration",
    title: "Probabilities",
    note: "ECE: how far probabilities are from how often answers are right.",
  },
  {
    id: "distribution",
    title: "Shares of labels",
    note: "A recogniser that is lost says one label to everything.",
  },
];

/** Those of the picture: how many clips keep their label under each change. */
export function keptChecks(checks: readonly Check[]): readonly Check[] {
  return checks.filter(({ group, needs }) => group === "robustness" && needs === "at least");
}
