/** How a check reads, the same in every rendering. */
import { counted } from "../base/counted.ts";
import { percent } from "../report/words.ts";
import type { Check, CheckReport } from "./check.ts";

/** `91.4 % [87.8, 94.0]` */
export function valueText({ value, interval }: Pick<Check, "value" | "interval">): string {
  const between = interval === null ? "" : ` [${percent(interval.low)}, ${percent(interval.high)}]`;
  return `${percent(value)} %${between}`;
}

/** `≥ 95 %` */
export function neededText({ needs, threshold }: Pick<Check, "needs" | "threshold">): string {
  return `${needs === "at least" ? "≥" : "≤"} ${Number((100 * threshold).toFixed(1))} %`;
}

export function summaryText({ checks, recogniser, corpus, clips }: CheckReport): string {
  const failed = checks.filter(({ passed }) => !passed);
  const all = `${recogniser} on ${counted(clips, "clip")} of ${corpus}: ${checks.length - failed.length} of ${checks.length} checks passed`;
  if (failed.length === 0) return `${all}.`;
  const names = [...new Set(failed.map(({ name }) => name))];
  return `${all}; failed: ${names.join("; ")}.`;
}
