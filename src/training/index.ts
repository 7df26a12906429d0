/** Training of networks on a dataset: regimes, checkpoints, resuming; public names. */
export type { EpochReport, TrainedNetwork, TrainingContext } from "./context.ts";
export { type TrainingOptions, trainingParams } from "./options.ts";
export { ratesAt, type Schedule } from "./schedule.ts";
export { trainNetwork } from "./train-network.ts";
