/** Datasets, rows, splits, scaling, the leak audit and predictions: public names. */
export {
  type AuditInput,
  assertNoLeaks,
  auditFolds,
  type FoldSeen,
  type LeakFinding,
  type Seen,
} from "./audit.ts";
export { createDataset, type Dataset, selectRows, widthOf } from "./dataset.ts";
export { type FoldRows, rowsOf } from "./fold-rows.ts";
export { alignJudged, judge } from "./judge.ts";
export { type Overlaps, overlapsOf } from "./overlaps.ts";
export type { Judged, Predictions } from "./predictions.ts";
export { formatPredictions, parsePredictions } from "./predictions-csv.ts";
export {
  alignPredictions,
  createPredictions,
  mergePredictions,
  type PredictionParts,
  selectClips,
} from "./predictions-table.ts";
export { type RowKey, rowId } from "./row-key.ts";
export type { Columns, Rows } from "./rows.ts";
export { applyScaler, fitScaler, SCALER_KINDS, type Scaler, type ScalerKind } from "./scale.ts";
export { type Apart, defineSplit, type Fold, type Split, type SplitOptions, splits } from "./split/index.ts";
export { type DroppedTwin, separateTwins } from "./twins.ts";
