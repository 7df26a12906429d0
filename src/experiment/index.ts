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
export { type Experiment, parseExperiment, readExperiment } from "./config.ts";
export type { FitName, Watch, WorkEvent } from "./events.ts";
export type { FittedTree } from "./fit-tree.ts";
export { findLearningRates, type NetworkRange } from "./learning-rates.ts";
export { type Measured, measure } from "./measure.ts";
export { type NumbersSummary, runNumbers } from "./numbers/run-numbers.ts";
export { openRecogniser } from "./open-recogniser.ts";
export { audit } from "./plan.ts";
export { loadPlugins } from "./plugins.ts";
export { extractAll, type Planned, type Prepared, planExperiment, prepare } from "./prepare.ts";
export { type RunSummary, runExperiment } from "./run.ts";
export { encodeFitted, fitOnAll, saveFinals } from "./save.ts";
export { openServices, type Services } from "./services.ts";
export { createSubmission, type Submission } from "./submit.ts";
