/** Recogniser files: written, opened, asked. */
export { parseRecogniserInfo, type RecogniserInfo } from "./info.ts";
export {
  type Affine,
  encodeRecogniser,
  loadRecogniser,
  type Prediction,
  type Recogniser,
} from "./recogniser.ts";
