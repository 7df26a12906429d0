/** The contract of a metric: plain arrays in, one number out. */

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

/** A measured number with its uncertainty. */
export interface Score {
  /** Metric id. */
  readonly metric: string;
  readonly value: number;
  /** 95 % interval, bootstrap percentiles. */
  readonly low: number;
  readonly high: number;
  /** Clips. */
  readonly n: number;
  /** What was resampled: clips, or whole speakers. */
  readonly resampled: "clip" | "speaker";
}
