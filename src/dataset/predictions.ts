/** What a recogniser says of clips: the narrow waist between models and everything after them. */

export interface Predictions {
  /** Who says it: the recogniser's or ensemble's name. */
  readonly source: string;
  readonly labels: readonly string[];
  /** [clip], unique. */
  readonly clipIds: readonly string[];
  /** [clip], index into `labels`; -1 where unknown. */
  readonly truth: Int32Array<ArrayBuffer>;
  /** [clip], index into `labels`: the decision (an ensemble's tie-breaker may differ from the arg max). */
  readonly predicted: Int32Array<ArrayBuffer>;
  /** [clip, label], row-major, rows sum to 1. */
  readonly probabilities: Float32Array<ArrayBuffer>;
}
