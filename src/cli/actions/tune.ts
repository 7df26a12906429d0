/** `prosodia tune`: try settings of learners inside the training sides, and see what mattered. */
import { resolve } from "node:path";
import { ConfigError } from "../../base/errors.ts";
import { readExperiment } from "../../experiment/config/config.ts";
import type { WorkOptions } from "../../experiment/open-work.ts";
import { runExperiment } from "../../experiment/run.ts";
import { bestOf } from "../../learners/best-of.ts";
import { walk } from "../../learners/spec.ts";
import { tune as tuneLearner } from "../../learners/tune.ts";
import { describeRun } from "../describe-run.ts";
import { printLines } from "../lines.ts";
import { printJson } from "../print.ts";
import { withServices } from "../with-services.ts";
import { corpusPaths, STOPPED, type TrainOptions } from "./train.ts";

export type TuneOptions = WorkOptions & Pick<TrainOptions, "out" | "corpus" | "set" | "json">;

const SEARCHING: readonly string[] = [tuneLearner.id, bestOf.id];

export async function tune(file: string, options: TuneOptions): Promise<void> {
  const experiment = await readExperiment(file, {
    ...options.set,
    ...corpusPaths(options.corpus),
    final: false,
  });
  const learners = experiment.learners.filter((spec) => walk(spec).some(({ id }) => SEARCHING.includes(id)));
  if (learners.length === 0) {
    throw new ConfigError(
      `${file}: no learner searches; expected one of the kind ${SEARCHING.join(" or ")}.`,
      "See prosodia tune --help for an example.",
    );
  }
  const folder = resolve(options.out ?? `runs/${experiment.name}-tune`);
  const summary = await withServices(options, STOPPED, (services) =>
    runExperiment({ ...experiment, learners }, folder, services),
  );
  if (options.json === true) printJson(summary.searches);
  else printLines(...describeRun(summary));
}
