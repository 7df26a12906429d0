/** Training of networks on a dataset: regimes, validation, checkpoints and warm starts; public names. */
export type { CheckpointStore, EpochReport, TrainedNetwork, TrainingContext } from "./context.ts";
export {
  findLearningRate,
  type LearningRateRange,
  type RangeOptions,
} from "./learning-rate-range.ts";
export {
  imageTrainingParams,
  type Regime,
  regimeParams,
  type TrainingOptions,
  trainingParams,
} from "./options.ts";
export { type PairOptions, pairTask } from "./pairs.ts";
export type { RangePoint, RangeReading } from "./read-range.ts";
export { ratesAt, type Schedule, type StepPosition } from "./schedule.ts";
export { type Phase, type Stage, stagesOf } from "./stages.ts";
export { type Task, trainNetwork, trainWeights } from "./train-network.ts";
export {
  decodeWeights,
  encodeWeights,
  type NamedWeights,
  type WarmStart,
  type WeightsProvenance,
} from "./warm-start.ts";
export { describeStatistics, type WeightStatistics, weightStatistics } from "./weight-statistics.ts";
