/** Recogniser files: written, opened, asked. */
export { bandwidthWarning, heardHz } from "./bandwidth.ts";
export { type Enrolment, type Given, givenRow } from "./given.ts";
export { parseRecogniserInfo, type RecogniserInfo, type RecogniserInput } from "./info.ts";
export {
  encodeRecogniser,
  loadRecogniser,
  type Prediction,
  type Recogniser,
  type RowAnswers,
  rowShapeOf,
} from "./recogniser.ts";
