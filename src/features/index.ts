/** The registry of features. */
import { createRegistry } from "../base/registry.ts";
import * as all from "./all.ts";
import type { FeatureDefinition } from "./feature.ts";

export const features = createRegistry<FeatureDefinition, typeof all>("feature", all);

export type { Axis, Feature, FeatureDefinition } from "./feature.ts";
export type { FeatureLayout, FeaturePart, FeatureValue, FrameScale, RowScale } from "./layout.ts";
