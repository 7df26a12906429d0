/** Long recordings answered over time. */
export { mergeParts } from "./merge.ts";
export { predictStream, predictTimeline } from "./predict-stream.ts";
export {
  HOP_SECONDS,
  type SpokenPart,
  type TimelineOptions,
  type TimelinePart,
  type UnspokenPart,
  WINDOW_SECONDS,
} from "./timeline.ts";
