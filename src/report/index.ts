/** Reports: data, scores and renderings. */
export {
  type ContestantPair,
  compareRuns,
  type FinishedRun,
  type RunComparison,
} from "./compare-runs.ts";
export { clipsHeard, renderComparisonHtml } from "./compare-runs-html.ts";
export { differenceText, markedName, nameOf, settingText, verdictOf } from "./compare-runs-words.ts";
export { renderDrawsTable } from "./draws-table.ts";
export { accuracyBy, judgedBy } from "./groups.ts";
export { MOST_HARDEST } from "./hardest.ts";
export { renderHtml } from "./html.ts";
export { renderJson } from "./json.ts";
export { curveTable, extentText, partText } from "./learning-curve.ts";
export { renderMarkdown } from "./markdown.ts";
export { type Marks, marksOf, withMarks } from "./marks.ts";
export { clipsToHear, NO_MEDIA, type ReportMedia } from "./media.ts";
export { type MeasuredRun, namedApart } from "./named-apart.ts";
export type { Sounds } from "./page.ts";
export { rankByUar } from "./rank.ts";
export {
  buildReport,
  type CurvePoint,
  type Protocol,
  type RecogniserResult,
  type Report,
  type ReportInputs,
} from "./report.ts";
export { renderProtocolTable, renderResultsTable, renderSummary } from "./results-table.ts";
export { labelledOf, scorePredictions } from "./score.ts";
export { parseScoresFile, type ScoresFile, scoresFileOf } from "./scores-file.ts";
export { type SearchSummary, summariseSearches } from "./search.ts";
export { voteRates } from "./vote-rates.ts";
export {
  notSureSentence,
  percent,
  percentInterval,
  pValue,
  rightText,
  searchSentence,
  sharesText,
} from "./words.ts";
