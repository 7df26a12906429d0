/** Estimates as csv text. */
import { formatCsv } from "../base/csv.ts";
import { shortFloat } from "../base/short-float.ts";
import type { JudgedEstimates } from "./numbers.ts";
import { inert } from "./predictions-csv.ts";

/** Csv: clip, then truth and estimate of every dimension, with the digits that restore their float32 exactly. */
export function formatEstimates({ dimensions, clipIds, truth, values }: JudgedEstimates): string {
  const width = dimensions.length;
  const header = ["clip", ...dimensions.flatMap((name) => [`${name} truth`, inert(name)])];
  const rows = clipIds.map((id, row) => [
    inert(id),
    ...dimensions.flatMap((_, d) => [truth, values].map((table) => shortFloat(table[row * width + d]))),
  ]);
  return formatCsv([header, ...rows]);
}
