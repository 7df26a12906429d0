/** The experiment file: what to read, how to split it, which learners to fit and measure. */
import { readFile } from "node:fs/promises";
import { basename, dirname, extname, resolve } from "node:path";
import { ConfigError } from "../../base/errors.ts";
import { fileTrouble } from "../../base/file-trouble.ts";
import { schemaError } from "../../base/params.ts";
import { type Estimator, parseEstimator } from "../../learners/estimator.ts";
import type { LearnerSpec } from "../../learners/learner.ts";
import { parseLearner } from "../../learners/spec.ts";
import { checkEnrolment, checkGroups, checkKind, checkNames } from "./cross-checks.ts";
import { withAbsolutePaths } from "./named-files.ts";
import { type Overrides, parseYaml } from "./parse-yaml.ts";
import { loadPlugins } from "./plugins.ts";
import { experimentFileSchema, experimentSchema, type RawExperiment } from "./schema.ts";

/** A checked experiment: every id exists, every parameter has its value, paths are absolute. */
export interface Experiment extends Omit<RawExperiment, "name" | "learners" | "estimators"> {
  readonly name: string;
  /** In the order of the file. */
  readonly learners: readonly LearnerSpec[];
  /** In the order of the file; none where labels are learnt. */
  readonly estimators: readonly Estimator[];
}

/** @throws ConfigError naming the file, the key, what was expected and what was given */
export async function readExperiment(path: string, overrides: Overrides = {}): Promise<Experiment> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    throw new ConfigError(
      `${path}: the experiment file cannot be read (${fileTrouble(error)}).`,
      "Name an experiment file (.yaml); prosodia train --help shows one.",
    );
  }
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new ConfigError(`${path}: the text is not UTF-8.`, "Save it as UTF-8.");
  }
  return parseExperiment(text, path, overrides);
}

/**
 * Looks up every id and checks all parameters, so that nothing is found wrong after hours of training.
 *
 * @param path - the file's path: names it in errors, and relative paths start at its folder
 * @param allow - sees the absolute paths of the plugins before any of them runs; throws if one may not
 */
export async function parseExperiment(
  text: string,
  path: string,
  overrides: Overrides = {},
  allow?: (plugins: readonly string[]) => Promise<void>,
): Promise<Experiment> {
  const raw = parseYaml(text, path, overrides);
  const experiment = checkShape(raw, path);
  const folder = dirname(resolve(path));
  const plugins = experiment.plugins.map((plugin) => resolve(folder, plugin));
  await allow?.(plugins);
  await loadPlugins(plugins);
  checkNames(experiment, path);
  checkKind(experiment, path);
  const specs = parseLearners(experiment.learners, path, folder);
  const estimators = Object.entries(experiment.estimators).map(([name, one]) =>
    parseEstimator(`${path}: estimators.${name}`, name, withAbsolutePaths(one, folder)),
  );
  checkGroups(estimators, experiment, path);
  checkEnrolment(specs, experiment.split.enrol, path);
  return {
    ...experiment,
    plugins,
    name: experiment.name ?? nameOf(path),
    corpus: experiment.corpus.map((one) => ({
      ...one,
      path: resolve(folder, one.path),
      ...(one.corrections === undefined ? {} : { corrections: resolve(folder, one.corrections) }),
    })),
    ...(experiment.test === undefined ? {} : { test: resolve(folder, experiment.test) }),
    learners: specs,
    estimators,
  };
}

/** One corpus may stand without a list. */
function checkShape(raw: unknown, path: string): RawExperiment {
  const isList = typeof raw === "object" && raw !== null && Array.isArray(Reflect.get(raw, "corpus"));
  if (isList) {
    const parsed = experimentSchema.safeParse(raw);
    if (!parsed.success) throw schemaError(path, parsed.error, raw, experimentSchema);
    return parsed.data;
  }
  const parsed = experimentFileSchema.safeParse(raw);
  if (!parsed.success) throw schemaError(path, parsed.error, raw, experimentFileSchema);
  return { ...parsed.data, corpus: [parsed.data.corpus] };
}

/** How many folds an experiment asks for. */
export function foldCount({ split: { folds } }: Pick<Experiment, "split">): number {
  return typeof folds === "number" ? folds : folds.length;
}

/** An experiment as the data of a file that can be read again, to the same experiment. */
export function experimentFile({ learners, estimators, ...rest }: Experiment): object {
  return {
    ...rest,
    learners: Object.fromEntries(learners.map((spec) => [spec.name, spec])),
    estimators: Object.fromEntries(estimators.map(({ name, ...one }) => [name, one])),
  };
}

function parseLearners(raw: RawExperiment["learners"], path: string, folder: string): LearnerSpec[] {
  const known = new Map<string, LearnerSpec>();
  for (const [name, one] of Object.entries(raw)) {
    const where = `${path}: learners.${name}`;
    const spec = parseLearner(where, name, withAbsolutePaths(one, folder), known);
    if (spec.name !== name)
      throw new ConfigError(`${where}: the name is "${name}" already; leave "name" out.`);
    known.set(name, spec);
  }
  return [...known.values()];
}

/** The file's name without its ending, as a name. */
function nameOf(path: string): string {
  const name = basename(path, extname(path))
    .replace(/[^\w.-]+/g, "-")
    .replace(/^\.+/, "");
  return name === "" ? "experiment" : name;
}
