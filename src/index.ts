/**
 * Prosodia's public names. Everything here runs in Node and in the browser alike; corpora, which read folders, are in
 * `prosodia/corpus`. Every folder with an index is a sub-path of its own: `prosodia/features`, `prosodia/engine`.
 */
export type { Audio } from "./audio/audio.ts";
export { type DecodedAudio, decodeAudio } from "./audio/decode.ts";
export { encodeWav } from "./audio/wav.ts";
export { type Augmentation, augmentations } from "./augment/index.ts";
export {
  AudioError,
  ConfigError,
  CorpusError,
  LeakError,
  ModelError,
  ProsodiaError,
  ShapeError,
} from "./base/errors.ts";
export { describeParams, parseParams } from "./base/params.ts";
export { createRandom, type Random } from "./base/random.ts";
export type { Registry } from "./base/registry.ts";
export { VERSION } from "./base/version.ts";
export type { Clip, Corpus } from "./corpus/corpus.ts";
export {
  applyScaler,
  assertNoLeaks,
  auditFolds,
  createDataset,
  createPredictions,
  type Dataset,
  type Fold,
  type FoldRows,
  fitScaler,
  formatPredictions,
  type LeakFinding,
  mergePredictions,
  type Predictions,
  parsePredictions,
  type RowKey,
  rowsOf,
  type Scaler,
  type Split,
  selectRows,
  separateTwins,
  splits,
} from "./dataset/index.ts";
export { type Ensemble, ensembles, voteRates } from "./ensemble/index.ts";
export { type Feature, type FeatureDefinition, features } from "./features/index.ts";
export { extractRecipe, padFrames, parseRecipe, prepareAudio, type Recipe } from "./features/recipe.ts";
export {
  bootstrapScores,
  confusionMatrix,
  labelScores,
  type Metric,
  mcnemar,
  metrics,
  type Score,
  wilson,
} from "./metrics/index.ts";
export { models } from "./models/index.ts";
export type { EpochReport, FitContext, FittedModel, Model } from "./models/model.ts";
export {
  encodeRecogniser,
  loadRecogniser,
  type Prediction,
  type Recogniser,
  type RecogniserInfo,
} from "./recogniser/index.ts";
export { type Reduction, reductions } from "./reduce/index.ts";
export { demoClips, synthesise, voices } from "./synth/index.ts";
