/** All models, by id. */
import { createRegistry } from "../base/registry.ts";
import * as all from "./all.ts";
import type { Model } from "./model.ts";

export const models = createRegistry<Model, typeof all>("model", all);
