/** The learners. */
import { createRegistry } from "../base/registry.ts";
import * as all from "./all.ts";
import type { Learner } from "./learner.ts";

export const learners = createRegistry<Learner, typeof all>("learner", all);

export type { Fitted } from "./fitted.ts";
export {
  type Choice,
  defineLearner,
  type FitContext,
  type Learner,
  type LearnerSpec,
  learnerSpec,
  type Training,
} from "./learner.ts";
