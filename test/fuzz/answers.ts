/** What any answer of a recogniser must be. */
import type { Prediction } from "../../src/recogniser/index.ts";

/** @throws Error, if these are no probabilities, or the label is none */
export function assertAnswer({ label, probabilities }: Prediction, labels: readonly string[]): void {
  const values = Object.values(probabilities);
  const sum = values.reduce((all, one) => all + one, 0);
  const isWhole = values.every((one) => one >= 0 && one <= 1 + 1e-3) && Math.abs(sum - 1) <= 2e-3;
  if (isWhole && values.length === labels.length && labels.includes(label)) return;
  throw new Error(`a silent wrong answer: ${label} ${JSON.stringify(probabilities)}`);
}
