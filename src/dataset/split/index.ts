/** The split protocols. */
import { createRegistry } from "../../base/registry.ts";
import * as all from "./all.ts";
import type { Split } from "./split.ts";

export const splits = createRegistry<Split, typeof all>("split", all);
export {
  type Apart,
  defineSplit,
  type Fold,
  keepsPeopleApart,
  type Split,
  type SplitOptions,
} from "./split.ts";
