/** `prosodia train`: measure an experiment's recognisers, report, and fit them on all clips. */
import { join, relative, resolve } from "node:path";
import { ConfigError } from "../../base/errors.ts";
import { readExperiment } from "../../experiment/config/config.ts";
import { loadPlugins } from "../../experiment/config/plugins.ts";
import { atomicWrite } from "../../experiment/files/atomic-write.ts";
import { findLearningRates } from "../../experiment/fit/learning-rates.ts";
import type { WorkOptions } from "../../experiment/open-work.ts";
import { runEither } from "../../experiment/run-either.ts";
import type { Assignments } from "../assignment.ts";
import { describeNumbers } from "../describe-numbers.ts";
import { describeRun } from "../describe-run.ts";
import { printLines } from "../lines.ts";
import { printJson } from "../print.ts";
import { drawRanges } from "../range-picture.ts";
import { describeRange } from "../range-table.ts";
import { withServices } from "../with-services.ts";

export interface TrainOptions extends WorkOptions {
  readonly out?: string;
  readonly corpus?: readonly string[];
  readonly set?: Assignments;
  readonly plugin?: readonly string[];
  readonly onBadFile?: string;
  readonly final: boolean;
  readonly dryRun?: boolean;
  readonly embedAudio?: boolean;
  readonly learningCurve?: boolean;
  readonly findLearningRate?: boolean;
  readonly json?: boolean;
}

export const STOPPED = "Stopped. Everything computed so far is kept; run the same command again to go on.";

export async function train(file: string, options: TrainOptions): Promise<void> {
  await loadPlugins((options.plugin ?? []).map((path) => resolve(path)));
  const experiment = await readExperiment(file, {
    ...options.set,
    ...corpusPaths(options.corpus),
    ...(options.onBadFile === undefined ? {} : { onBadFile: options.onBadFile }),
    ...(options.final ? {} : { final: false }),
  });
  const folder = resolve(options.out ?? `runs/${experiment.name}`);
  if (options.findLearningRate === true) {
    const ranges = await withServices(options, STOPPED, (services) =>
      findLearningRates(experiment, services),
    );
    const picture = join(folder, "learning-rates.svg");
    await atomicWrite(picture, drawRanges(experiment.name, ranges));
    if (options.json === true) printJson(ranges);
    else {
      const lines = ranges.flatMap((range, i) =>
        i === 0 ? describeRange(range) : ["", ...describeRange(range)],
      );
      printLines(...lines, `Picture: ${relative(process.cwd(), picture)}`);
    }
    return;
  }
  if (experiment.estimators.length > 0 && options.learningCurve === true) {
    throw new ConfigError("--learning-curve: expected learners of labels, got estimators of numbers.");
  }
  const summary = await withServices(options, STOPPED, (services) =>
    runEither(experiment, folder, services, {
      dryRun: options.dryRun === true,
      embedAudio: options.embedAudio === true,
      learningCurve: options.learningCurve === true,
    }),
  );
  if (options.json === true) printJson(summary);
  else printLines(...("estimators" in summary ? describeNumbers(summary) : describeRun(summary)));
}

/** Of an experiment's one corpus, or of each of its several in turn. */
export function corpusPaths(paths: readonly string[] = []): Record<string, string> {
  if (paths.length === 1) return { "corpus.path": resolve(paths[0]) };
  return Object.fromEntries(paths.map((path, i) => [`corpus.${i}.path`, resolve(path)]));
}
