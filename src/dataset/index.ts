/** Datasets, rows, splits, scaling, the leak audit and predictions: public names. */
export {
  assertNoLeaks,
  auditFolds,
  type LeakFinding,
} from "./audit.ts";
export { createDataset, type Dataset, selectRows } from "./dataset.ts";
export { type FoldRows, rowsOf } from "./fold-rows.ts";
export { judge } from "./judge.ts";
export type { Judged, Predictions } from "./predictions.ts";
export { formatPredictions, parsePredictions } from "./predictions-csv.ts";
export {
  createPredictions,
  mergePredictions,
} from "./predictions-table.ts";
export type { RowKey } from "./row-key.ts";
export type { Columns, Rows } from "./rows.ts";
export { applyScaler, fitScaler, type Scaler } from "./scale.ts";
export type { Fold } from "./split/index.ts";
export { separateTwins } from "./twins.ts";
