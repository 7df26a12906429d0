/**
 * The flow as functions: an experiment is read, its clips are gathered and its features prepared, its learners are measured,
 * fitted on all clips and saved. `runExperiment` does all of it and writes a report. Needs Node: it reads folders, keeps what
 * it computes in a cache, and trains on all cores.
 */
export type { Columns, RowKey, Rows } from "../dataset/index.ts";
export {
  type Apart,
  defineSplit,
  type Fold,
  type Split,
  type SplitOptions,
  splits,
} from "../dataset/split/index.ts";
export {
  defineLearner,
  type FitContext,
  type Fitted,
  type Learner,
  type LearnerSpec,
  learnerSpec,
  learners,
  type Training,
} from "../learners/index.ts";
export { defineRegressor, type Regressor, regressors } from "../regressors/index.ts";
export {
  applyStep,
  defineStep,
  type FittedStep,
  type Step,
  type StepContext,
  steps,
} from "../steps/index.ts";
export { type Experiment, parseExperiment, readExperiment } from "./config/config.ts";
export { loadPlugins } from "./config/plugins.ts";
export type { FittedTree } from "./fit/fit-tree.ts";
export { findLearningRates, type NetworkRange } from "./fit/learning-rates.ts";
export { type Measured, measure } from "./fit/measure.ts";
export { openRecogniser } from "./folder/open-recogniser.ts";
export { encodeFitted, fitOnAll, saveFinals } from "./folder/save.ts";
export { type NumbersSummary, runNumbers } from "./numbers/run-numbers.ts";
export { audit } from "./plan/plan.ts";
export { extractAll, type Planned, type Prepared, planExperiment, prepare } from "./plan/prepare.ts";
export { type RunSummary, runExperiment } from "./run.ts";
export { createSubmission, type Submission } from "./submit.ts";
export type { FitName, Watch, WorkEvent } from "./work/events.ts";
export { openServices, type Services } from "./work/services.ts";
