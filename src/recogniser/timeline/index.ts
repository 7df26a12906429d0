/** Long recordings answered over time. */
export { mergeParts } from "./merge.ts";
export { predictStream, predictTimeline } from "./predict-stream.ts";
export {
  type SpokenPart,
  type TimelineOptions,
  type TimelinePart,
  type UnspokenPart,
  windowLengths,
} from "./timeline.ts";
