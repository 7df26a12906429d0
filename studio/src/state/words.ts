/** Numbers as people read them. */
import type { Score } from "../../../src/metrics/metric.ts";

/** "81.4" */
export const percent = (share: number): string => (100 * share).toFixed(1);

/** "78.2–84.3" */
export const interval = ({ low, high }: { readonly low: number; readonly high: number }): string =>
  `${percent(low)}–${percent(high)}`;

export const scoreOf = (scores: readonly Score[], metric: string): Score | undefined =>
  scores.find((one) => one.metric === metric);

export function pText(p: number): string {
  return p < 0.001 ? "< 0.001" : p.toFixed(3);
}

/** "3 min 20 s" */
export function duration(seconds: number): string {
  if (seconds < 60) return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.round((seconds % 3600) / 60)} min`;
}

/** "26 Nov, 08:12" */
export function when(iso: string): string {
  return new Date(iso).toLocaleString("en-GB", {
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
  });
}
