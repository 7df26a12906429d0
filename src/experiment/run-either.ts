import type { Experiment } from "./config/config.ts";
import { type NumbersSummary, runNumbers } from "./numbers/run-numbers.ts";
import { type RunOptions, type RunSummary, runExperiment } from "./run.ts";
import type { Services } from "./work/services.ts";

/**
 * Runs what an experiment has: learners, which tell labels, or estimators, which tell numbers.
 *
 * @throws as `runExperiment`
 */
export function runEither(
  experiment: Experiment,
  folder: string,
  services: Services,
  options: RunOptions = {},
): Promise<RunSummary | NumbersSummary> {
  return experiment.estimators.length > 0
    ? runNumbers(experiment, folder, services, options)
    : runExperiment(experiment, folder, services, options);
}
