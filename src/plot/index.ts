/** Pictures of features and of answers over time, as SVG. */
export { type ClipPlotOptions, plotClip } from "./plot-clip.ts";
export { type PlotOptions, plotFeature } from "./plot-feature.ts";
export { plotTimeline, type TimelinePlotOptions, type TimelineSegment } from "./plot-timeline.ts";
export { plottable } from "./views.ts";
