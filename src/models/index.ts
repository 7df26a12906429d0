/** Models: their registry, and what defines one of one's own. */
import { createRegistry } from "../base/registry.ts";
import * as all from "./all.ts";
import type { Model } from "./model.ts";

export const models = createRegistry<Model, typeof all>("model", all);

export { defineModel, type EpochReport, type FitContext, type FittedModel, type Model } from "./model.ts";
export { defineNetworkModel, isNetworkModel, type NetworkModel } from "./network-model.ts";
