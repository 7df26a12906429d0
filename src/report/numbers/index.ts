/** Reports of estimators: data, scores and renderings. */
export { numbersScoresFile, renderNumbersJson } from "./data.ts";
export { renderNumbersHtml } from "./html.ts";
export { renderNumbersMarkdown } from "./markdown.ts";
export type { DimensionScores, EstimatorResult, NumbersReport } from "./report.ts";
