/** The registry of augmentations. */
import { createRegistry } from "../base/registry.ts";
import * as all from "./all.ts";
import type { Augmentation } from "./augmentation.ts";

export const augmentations = createRegistry<Augmentation, typeof all>("augmentation", all);

export { type Augmentation, defineAugmentation } from "./augmentation.ts";
