/** The contract of a metric: plain arrays in, one number out. */
import { z } from "zod";

/** What a metric looks at: the clips whose truth is known. */
export interface ScoredAnswers {
  /** [clip], label index. */
  readonly truth: Int32Array;
  /** [clip], label index. */
  readonly predicted: Int32Array;
  /** [clip, label], rows sum to 1. */
  readonly probabilities: Float32Array;
  readonly labelCount: number;
}

export interface Metric<I extends string = string> {
  readonly kind: "metric";
  readonly id: I;
  /** Name as the field writes it: "UAR". */
  readonly name: string;
  readonly summary: string;
  readonly source: string;
  /** Which of two scores is better: shares of right answers grow, errors of probabilities shrink to 0. */
  readonly better: "higher" | "lower";
  /** A share is told in per cent. */
  readonly unit: "share" | "number";
  /** @throws RangeError if there is no clip, lengths differ, or an index is not a label */
  score(answers: ScoredAnswers): number;
}

export function defineMetric<const I extends string>(metric: Omit<Metric<I>, "kind">): Metric<I> {
  return { kind: "metric", ...metric };
}

/** A measured number with its uncertainty; a schema, since files hold scores. */
export const scoreSchema = z.strictObject({
  metric: z.string().describe("metric id"),
  value: z.number(),
  low: z.number().describe("95 % interval, bootstrap percentiles"),
  high: z.number(),
  n: z.int().min(1).describe("clips"),
  resampled: z.enum(["clip", "speaker"]).describe("what was resampled: clips, or whole speakers"),
});

export type Score = Readonly<z.output<typeof scoreSchema>>;
