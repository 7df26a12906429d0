/** The metrics of numbers, and their intervals. */
import { createRegistry } from "../../base/registry.ts";
import * as all from "./all.ts";
import type { NumberMetric } from "./number-metric.ts";

export const numberMetrics = createRegistry<NumberMetric, typeof all>("number-metric", all);
export { bootstrapNumbers } from "./bootstrap-numbers.ts";
export type { NumberMetric } from "./number-metric.ts";
