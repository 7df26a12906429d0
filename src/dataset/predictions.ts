/** What a recogniser says of clips: the narrow waist between learners and everything after them. */

/** Answers hold no truth: nothing that combines them could look at it. */
export interface Predictions {
  /** Who says it: the learner's name. */
  readonly source: string;
  readonly labels: readonly string[];
  /** [clip], unique. */
  readonly clipIds: readonly string[];
  /** [clip], index into `labels`: the decision (a vote's tie-breaker may differ from the arg max). */
  readonly predicted: Int32Array<ArrayBuffer>;
  /** [clip, label], row-major, rows sum to 1. */
  readonly probabilities: Float32Array<ArrayBuffer>;
}

/** Answers to clips that were held out in turns. */
export interface HeldOut extends Predictions {
  /** [clip], by which of the folds: those of one were answered by one fit. */
  readonly fold: Int32Array;
}

/** Predictions beside the truth, which `judge` joins to them: what scores and reports are made of. */
export interface Judged extends Predictions {
  /** [clip], index into `labels`; -1 where unknown. */
  readonly truth: Int32Array<ArrayBuffer>;
}
