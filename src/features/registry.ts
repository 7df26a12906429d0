/** The registry of features. */
import { createRegistry } from "../base/registry.ts";
import * as all from "./all.ts";
import type { FeatureDefinition } from "./feature.ts";

export const features = createRegistry<FeatureDefinition, typeof all>("feature", all);
