/**
 * Prosodia's root: recognisers opened and asked, data sets, splits, steps, learners, predictions, errors. Everything
 * here runs in Node and in the browser alike. Features, models and the rest are sub-paths: `prosodia/features`,
 * `prosodia/models`; corpora, which read folders, are `prosodia/corpus`.
 */
export type { Audio } from "./audio/audio.ts";
export { type DecodedAudio, decodeAudio } from "./audio/decode.ts";
export {
  AudioError,
  ConfigError,
  CorpusError,
  LeakError,
  ModelError,
  ProsodiaError,
  ShapeError,
} from "./base/errors.ts";
export { describeParams, type ParamsSchema, parseParams } from "./base/params.ts";
export { createRandom, type Random } from "./base/random.ts";
export type { Registry } from "./base/registry.ts";
export { VERSION } from "./base/version.ts";
export {
  applyScaler,
  assertNoLeaks,
  auditFolds,
  createDataset,
  createPredictions,
  type Dataset,
  defineSplit,
  type Fold,
  type FoldRows,
  fitScaler,
  formatPredictions,
  type Judged,
  judge,
  type LeakFinding,
  mergePredictions,
  type Predictions,
  parsePredictions,
  type RowKey,
  type Rows,
  rowsOf,
  type Scaler,
  type Split,
  type SplitOptions,
  selectRows,
  separateTwins,
  splits,
} from "./dataset/index.ts";
export {
  defineLearner,
  type FitContext,
  type Fitted,
  type Learner,
  type LearnerSpec,
  learnerSpec,
  learners,
  type Training,
} from "./learners/index.ts";
export {
  type Enrolment,
  encodeRecogniser,
  type Given,
  loadRecogniser,
  type Prediction,
  type Recogniser,
  type RecogniserInfo,
} from "./recogniser/index.ts";
export { applyStep, defineStep, type FittedStep, type Step, type StepContext, steps } from "./steps/index.ts";
