/** The report of an experiment that learns numbers, as data. */
import type { JudgedEstimates } from "../../dataset/numbers.ts";
import type { Score } from "../../metrics/metric.ts";
import type { Marks } from "../marks.ts";

export interface DimensionScores {
  readonly dimension: string;
  readonly scores: readonly Score[];
}

export interface EstimatorResult extends Marks {
  readonly name: string;
  /** Features and model in one line. */
  readonly description: string;
  /** Out-of-fold, pooled. */
  readonly estimates: JudgedEstimates;
  readonly dimensions: readonly DimensionScores[];
  /** Of all folds together. */
  readonly fitSeconds: number;
}

export interface NumbersReport {
  readonly title: string;
  readonly dimensions: readonly string[];
  readonly protocol: { readonly id: string; readonly folds: number; readonly seed: number };
  /** Whether the tested people are new to what is measured. */
  readonly newPeople: boolean;
  readonly corpus: {
    readonly reader: string;
    readonly folder: string;
    readonly licence: string;
    readonly citation: string;
    readonly clips: number;
    readonly fingerprint: string;
  };
  readonly estimators: readonly EstimatorResult[];
  readonly notes: readonly string[];
  readonly environment: {
    readonly versions: Readonly<Record<string, string>>;
    /** ISO 8601. */
    readonly started: string;
    readonly seconds: number;
  };
}

/** Of one estimator, by dimension and metric. */
export function scoreOf(
  { dimensions }: Pick<EstimatorResult, "dimensions">,
  dimension: string,
  metric: string,
): Score | undefined {
  return dimensions
    .find((one) => one.dimension === dimension)
    ?.scores.find((score) => score.metric === metric);
}

/** Greatest mean CCC first. */
export function rankByCcc(estimators: readonly EstimatorResult[]): EstimatorResult[] {
  const meanOf = (one: EstimatorResult): number =>
    one.dimensions.reduce((sum, { dimension }) => sum + (scoreOf(one, dimension, "ccc")?.value ?? 0), 0) /
    one.dimensions.length;
  return estimators.toSorted((a, b) => meanOf(b) - meanOf(a));
}
