/** Pictures of features and of answers over time, as SVG. */
export { type ClipPlotOptions, plotClip } from "./plot-clip.ts";
export { type CorpusPlotOptions, type PlottedClip, plotCorpus } from "./plot-corpus.ts";
export {
  type PlotOptions,
  type PlottedFeature,
  type PlottedRecording,
  plotFeatures,
} from "./plot-features.ts";
export { plotTimeline, type TimelinePlotOptions, type TimelineSegment } from "./plot-timeline.ts";
export { type LabelTier, parseTextGrid } from "./text-grid.ts";
export { plottable } from "./views.ts";
