/** The report of estimators for other programs: JSON, and scores for tables over many runs. */
import { marksOf } from "../marks.ts";
import type { ScoresFile } from "../scores-file.ts";
import type { NumbersReport } from "./report.ts";

/** JSON with `version` 1; estimates are rows. */
export function renderNumbersJson(report: NumbersReport): string {
  const estimators = report.estimators.map(({ estimates, ...one }) => ({
    ...one,
    estimates: estimates.clipIds.map((clip, row) => ({
      clip,
      ...Object.fromEntries(
        estimates.dimensions.map((name, d) => {
          const at = row * estimates.dimensions.length + d;
          return [name, { truth: estimates.truth[at], estimate: estimates.values[at] }];
        }),
      ),
    })),
  }));
  return `${JSON.stringify({ version: 1, ...report, estimators })}\n`;
}

/** Scores are called by dimension and metric: `arousal ccc`. */
export function numbersScoresFile({
  title,
  dimensions,
  corpus,
  protocol,
  estimators,
}: NumbersReport): ScoresFile {
  return {
    version: 2,
    name: title,
    corpus: corpus.reader,
    clips: corpus.clips,
    protocol: protocol.id,
    folds: protocol.folds,
    seed: protocol.seed,
    leaky: false,
    dimensions: [...dimensions],
    recognisers: estimators.map(({ name, description, dimensions: own, fitSeconds, ...marks }) => ({
      name,
      learner: "estimator",
      description,
      scores: own.flatMap(({ dimension, scores }) =>
        scores.map((score) => ({ ...score, metric: `${dimension} ${score.metric}` })),
      ),
      fitSeconds,
      ...marksOf(marks),
    })),
  };
}
