/** The contract of a metric of numbers: truths and answers in, one number out. */

export interface NumberAnswers {
  /** [clip] */
  readonly truth: Float32Array;
  /** [clip] */
  readonly predicted: Float32Array;
}

export interface NumberMetric<I extends string = string> {
  readonly kind: "number-metric";
  readonly id: I;
  /** Name as the field writes it: "CCC". */
  readonly name: string;
  readonly summary: string;
  readonly source: string;
  readonly better: "higher" | "lower";
  /** Of at least one clip; correlations of numbers that are all the same are 0. */
  score(answers: NumberAnswers): number;
}

export function defineNumberMetric<const I extends string>(
  metric: Omit<NumberMetric<I>, "kind">,
): NumberMetric<I> {
  return { kind: "number-metric", ...metric };
}

/** Means, variances and covariance, all over n. */
export interface Moments {
  readonly truthMean: number;
  readonly predictedMean: number;
  readonly truthVariance: number;
  readonly predictedVariance: number;
  readonly covariance: number;
}

export function momentsOf({ truth, predicted }: NumberAnswers): Moments {
  const n = truth.length;
  const [truthMean, predictedMean] = [truth, predicted].map(
    (values) => values.reduce((sum, value) => sum + value, 0) / n,
  );
  let [truthVariance, predictedVariance, covariance] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const [t, p] = [truth[i] - truthMean, predicted[i] - predictedMean];
    truthVariance += t * t;
    predictedVariance += p * p;
    covariance += t * p;
  }
  return {
    truthMean,
    predictedMean,
    truthVariance: truthVariance / n,
    predictedVariance: predictedVariance / n,
    covariance: covariance / n,
  };
}
