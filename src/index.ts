/**
 * Prosodia's root: recordings decoded, recognisers opened and asked, data sets, predictions and their scores, errors.
 * Everything here runs in Node and in the browser alike. Signal features are `prosodia/features`, models `prosodia/models`;
 * the flow from clips to files, with learners, steps and splits, is `prosodia/experiment`, which needs Node.
 */
export type { Audio } from "./audio/audio.ts";
export { type DecodedAudio, decodeAudio } from "./audio/decode.ts";
export type { SampledChannels, Sound } from "./audio/sound.ts";
export { type NoSpeechReason, type SpeechActivity, speechActivity } from "./audio/speech.ts";
export {
  AudioError,
  ConfigError,
  CorpusError,
  LeakError,
  ModelError,
  NoSpeechError,
  ProsodiaError,
  ShapeError,
  TooShortError,
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
  rowsOf,
  type Scaler,
  selectRows,
  separateTwins,
} from "./dataset/index.ts";
export {
  type Enrolment,
  type Estimator,
  type EstimatorInfo,
  encodeRecogniser,
  type FeatureRow,
  type FeaturesOf,
  formatTextGrid,
  type Given,
  loadEstimator,
  loadRecogniser,
  mergeParts,
  type Prediction,
  predictStream,
  predictTimeline,
  type Recogniser,
  type RecogniserInfo,
  type RecogniserSource,
  type SpokenPart,
  type TimelineOptions,
  type TimelinePart,
  type UnspokenPart,
} from "./recogniser/index.ts";
export { scorePredictions } from "./report/score.ts";
export { voteRates } from "./report/vote-rates.ts";
