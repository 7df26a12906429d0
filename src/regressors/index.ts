/** The models of numbers. */
import { createRegistry } from "../base/registry.ts";
import * as all from "./all.ts";
import type { Regressor } from "./regressor.ts";

export const regressors = createRegistry<Regressor, typeof all>("regressor", all);
export { defineRegressor, type Regressor } from "./regressor.ts";
