/** The metrics, and what else is measured from truths and answers. */
import { createRegistry } from "../base/registry.ts";
import * as all from "./all.ts";
import type { Metric } from "./metric.ts";

export const metrics = createRegistry<Metric, typeof all>("metric", all);
export { cohenKappa, fleissKappa } from "./agreement.ts";
export { type BootstrapOptions, bootstrapDifferences, bootstrapScores } from "./bootstrap.ts";
export { confusionMatrix, type LabelScore, labelScores } from "./confusion.ts";
export { holm, type McNemar, mcnemar } from "./mcnemar.ts";
export { defineMetric, type Metric, type Score, type ScoredAnswers } from "./metric.ts";
export { isSure, type NotSure, notSureOf } from "./not-sure.ts";
export { type ReliabilityBin, reliabilityOf } from "./reliability.ts";
export { type VoteRates, voteRatesOf } from "./vote-rates.ts";
export { wilson } from "./wilson.ts";
