/** Pictures of features, as SVG. */
export { type PlotOptions, plotFeature } from "./plot-feature.ts";
export { plottable } from "./views.ts";
