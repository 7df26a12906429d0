/** `prosodia train`: measure an experiment's recognisers, report, and fit them on all clips. */
import { relative, resolve } from "node:path";
import { type Command, InvalidArgumentError } from "commander";
import pc from "picocolors";
import { parseAssignments } from "../../base/params.ts";
import { readExperiment } from "../../experiment/config.ts";
import { findLearningRates } from "../../experiment/learning-rates.ts";
import { type RunSummary, runExperiment } from "../../experiment/run.ts";
import { openServices, type Services } from "../../experiment/services.ts";
import { interruptible } from "../interrupt.ts";
import { formatColumns, printJson } from "../print.ts";
import { createProgress } from "../progress.ts";
import { describeRange } from "../range-table.ts";

interface TrainOptions {
  readonly out?: string;
  readonly corpus?: string;
  readonly set?: string[];
  readonly onBadFile?: string;
  readonly final: boolean;
  readonly dryRun?: boolean;
  readonly findLearningRate?: boolean;
  readonly workers?: number;
  readonly json?: boolean;
}

export function addTrainCommand(program: Command): void {
  program
    .command("train <experiment.yaml>")
    .description("measure the recognisers of an experiment file, write a report, fit them on all clips")
    .option("-o, --out <folder>", "run folder (default: runs/<name>)")
    .option("--corpus <path>", "another corpus than the file's; relative to here")
    .option("--set <key=value...>", "other values than the file's, with dotted keys")
    .option("--on-bad-file <what>", "skip or fail: what an unreadable clip does")
    .option("--no-final", "measure only, fit nothing on all clips")
    .option("--dry-run", "split and audit only, train nothing")
    .option("--find-learning-rate", "try growing rates on the first fold's training side, train nothing")
    .option("--workers <n>", "worker threads (default: one per core)", parseWorkers)
    .option("--json", "print the scores, or the learning rates, as JSON")
    .addHelpText(
      "after",
      `
The file names a corpus, a split protocol and recognisers:

  corpus: { path: ./ravdess }
  split: { protocol: speaker, folds: 5 }
  recognisers:
    svm:
      recipe: { trimDb: 30, features: [{ id: mfcc-stats, params: { nMfcc: 40 } }] }
      model: { id: svm, params: { kernel: rbf, C: 10 } }

A stopped run goes on where it was when the same command is run again.`,
    )
    .action(train);
}

function parseWorkers(text: string): number {
  const workers = Number(text);
  if (Number.isInteger(workers) && workers >= 1 && workers <= 256) return workers;
  throw new InvalidArgumentError("expected a whole number from 1 to 256.");
}

async function train(file: string, options: TrainOptions): Promise<void> {
  const experiment = await readExperiment(file, {
    ...parseAssignments(options.set ?? []),
    ...(options.corpus === undefined ? {} : { "corpus.path": resolve(options.corpus) }),
    ...(options.onBadFile === undefined ? {} : { onBadFile: options.onBadFile }),
    ...(options.final ? {} : { final: false }),
  });
  if (options.findLearningRate === true) {
    const ranges = await withServices(options, (services) => findLearningRates(experiment, services));
    if (options.json === true) printJson(ranges);
    else process.stdout.write(ranges.map(describeRange).join("\n"));
    return;
  }
  const folder = resolve(options.out ?? `runs/${experiment.name}`);
  const summary = await withServices(options, (services) =>
    runExperiment(experiment, folder, services, { dryRun: options.dryRun === true }),
  );
  if (options.json === true) printJson(summary);
  else process.stdout.write(describe(summary));
}

function withServices<T>(
  { workers }: Pick<TrainOptions, "workers">,
  work: (services: Services) => Promise<T>,
): Promise<T> {
  const progress = createProgress();
  return interruptible(
    "Stopped. Everything computed so far is kept; run the same command again to go on.",
    async (signal) => {
      const services = openServices({
        workers,
        signal,
        onProgress: progress.update,
        onWarning(message) {
          progress.clear();
          process.stderr.write(`${pc.yellow("note:")} ${message}\n`);
        },
      });
      try {
        return await work(services);
      } finally {
        progress.clear();
        await services.close();
      }
    },
  );
}

/** The run in a few lines, ending with where to look. */
export function describe(summary: RunSummary): string {
  const lines: string[] = [];
  if (summary.leaky) {
    lines.push(pc.red("LEAKY on purpose: these scores are worthless as measurements."), "");
  }
  for (const note of summary.notes) lines.push(`${pc.yellow("note:")} ${note}`);
  if (summary.scores.some((one) => one.scores.length > 0)) {
    const rows = summary.scores.map(({ name, scores }) => [
      name,
      ...scores.map(
        ({ metric, value, low, high }) => `${metric} ${percent(value)} [${percent(low)}, ${percent(high)}]`,
      ),
    ]);
    lines.push(
      `${summary.protocol}, ${summary.folds} fold${summary.folds === 1 ? "" : "s"}, n = ${summary.clips}; ` +
        "95 % intervals in brackets",
      ...formatColumns(rows).map((line) => `  ${line}`),
    );
  }
  if (summary.report !== null && summary.scores.every((one) => one.scores.length === 0)) {
    lines.push(
      `${summary.protocol}: ${summary.clips} clips predicted; none has a label, so there are no scores`,
    );
  }
  if (summary.report !== null) lines.push(`Report: ${relative(process.cwd(), summary.report)}`);
  for (const path of summary.recognisers) lines.push(`Recogniser: ${relative(process.cwd(), path)}`);
  return `${lines.join("\n")}\n`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
