/** The registry of reductions, and what applies a fitted one. */
import { createRegistry } from "../base/registry.ts";
import * as all from "./all.ts";
import type { Reduction } from "./reduction.ts";

export const reductions = createRegistry<Reduction, typeof all>("reduction", all);

export { applyReduction } from "./apply-reduction.ts";
export { defineReduction, type FittedReduction, type Reduction, type ReductionContext } from "./reduction.ts";
