/** How scores of numbers and their protocol read, the same in every rendering. */
import { numberMetrics } from "../../metrics/numbers/index.ts";
import { knownSentence } from "../words.ts";
import type { NumbersReport } from "./report.ts";

export const METRICS = ["ccc", "pearson", "mae", "rmse"] as const;

export function nameOfMetric(id: (typeof METRICS)[number]): string {
  return numberMetrics.get(id).name;
}

/** `0.734`. */
export function numberText(value: number): string {
  return value.toFixed(3);
}

export function numbersSentence({ protocol, newPeople, estimators }: NumbersReport): string {
  const n = estimators[0].estimates.clipIds.length;
  const expected = estimators.every(({ knowsSpeakers }) => knowsSpeakers)
    ? ""
    : ": what to expect for new people";
  const who = newPeople
    ? `that had learnt from other speakers only${expected}`
    : "that may have heard the speaker: expect less for new people";
  const known = knownSentence(estimators, newPeople);
  const resampled = newPeople ? "whole speakers" : "clips";
  return (
    `Every one of ${n} clips was told by an estimator ${who} (protocol ${protocol.id}, ${protocol.folds} folds, seed ${protocol.seed}). ` +
    (known === null ? "" : `${known} `) +
    `95 % bootstrap intervals from resampling ${resampled}. CCC is 1 where estimates equal the truth; MAE and RMSE are in the dimension's unit.`
  );
}
