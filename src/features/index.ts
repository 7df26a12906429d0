/** Features, and recipes: the whole way from audio to the one array that a model sees. */
export { frameColumns, recipeColumns } from "./columns.ts";
export { type Axis, defineFeature, type Feature, type FeatureDefinition } from "./feature.ts";
export type { FeatureLayout, FeaturePart, FeatureValue, FrameScale, RowScale } from "./layout.ts";
export type { NetworkFile, Networks, OpenNetworkBytes } from "./network.ts";
export { networkHere, openNetworks } from "./open-networks.ts";
export {
  extractRecipe,
  type FeatureStep,
  padFrames,
  parseRecipe,
  prepareAudio,
  type Recipe,
  runRecipe,
  settleNetworks,
} from "./recipe.ts";
export { features } from "./registry.ts";
export { createFeatureStream, type FeatureStream } from "./stream.ts";
