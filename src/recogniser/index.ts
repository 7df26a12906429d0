/** Recogniser files: written, opened, asked. */
export { bandwidthWarning, heardHz } from "./bandwidth.ts";
export { createFeaturesOf, type FeatureRow, type FeaturesOf } from "./feature-rows.ts";
export { assertAskedFor, type Enrolment, type Given, givenRow } from "./given.ts";
export { createHeardBefore, heardOf, heardWarning } from "./heard.ts";
export type { RecogniserInfo, RecogniserInput } from "./info.ts";
export { levelWarning } from "./level.ts";
export { isOfNewSpeakers, measuredApart } from "./measured-apart.ts";
export { type Estimator, encodeEstimator, isEstimatorFile, loadEstimator } from "./numbers/estimator.ts";
export type { EstimatorInfo } from "./numbers/estimator-info.ts";
export { type OpenOptions, rowShapeOf } from "./open-model.ts";
export { farWarning, type PlaceScaler, placeOf, type Reach, squaresOf } from "./reach.ts";
export {
  encodeRecogniser,
  loadRecogniser,
  type Prediction,
  type Recogniser,
} from "./recogniser.ts";
export { type RecogniserSource, readSource } from "./source.ts";
export {
  mergeParts,
  predictStream,
  predictTimeline,
  type SpokenPart,
  type TimelineOptions,
  type TimelinePart,
  type UnspokenPart,
  windowLengths,
} from "./timeline/index.ts";
export { type SpeechEvent, SpeechParts } from "./timeline/speech-parts.ts";
export { formatTextGrid } from "./timeline/text-grid.ts";
