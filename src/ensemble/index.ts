/** The ensembles. */
import { createRegistry } from "../base/registry.ts";
import * as all from "./all.ts";
import type { Ensemble } from "./ensemble.ts";

export const ensembles = createRegistry<Ensemble, typeof all>("ensemble", all);
export { defineEnsemble, type Ensemble } from "./ensemble.ts";
export { voteRates } from "./members.ts";
