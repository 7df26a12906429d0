/** The contract of a metric: plain arrays in, one number out. */
import { z } from "zod";

export interface Metric<I extends string = string> {
  readonly kind: "metric";
  readonly id: I;
  /** Name as the field writes it: "UAR". */
  readonly name: string;
  readonly summary: string;
  readonly source: string;
  /**
   * @param truth - [clip], label index
   * @param predicted - [clip], label index
   * @param labelCount - number of labels
   */
  score(truth: Int32Array, predicted: Int32Array, labelCount: number): number;
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
