/** Experiment files that a page writes: checked as `prosodia train` would, and kept from what lies outside. */
import { readFile } from "node:fs/promises";
import { isAbsolute, join, resolve } from "node:path";
import { parseDocument, stringify } from "yaml";
import { ProsodiaError, WriteError } from "../base/errors.ts";
import { fileTrouble } from "../base/file-trouble.ts";
import { describeParams } from "../base/params.ts";
import { splits } from "../dataset/split/index.ts";
import { type Experiment, parseExperiment } from "../experiment/config/config.ts";
import { namedFiles } from "../experiment/config/named-files.ts";
import { atomicWrite } from "../experiment/files/atomic-write.ts";
import { features } from "../features/index.ts";
import { nameSchema } from "../learners/spec.ts";
import { models } from "../models/index.ts";
import type { FormSchema } from "./answers.ts";
import type { JobWork, NewJob } from "./jobs/job.ts";
import type { Places } from "./places.ts";
import { StudioError } from "./trouble.ts";
import { lineOf } from "./yaml-line.ts";

const EXPERIMENTS = "experiments";
const RUNS = "runs";

/** What is wrong with a text, and where. */
export class YamlError extends ProsodiaError {
  readonly line: number | undefined;

  constructor(message: string, line: number | undefined) {
    super(message);
    this.line = line;
  }
}

/**
 * @returns the experiment, as if it lay in experiments/ under its name
 * @throws YamlError with the line; StudioError for what lies outside
 */
export async function checkExperiment(yaml: string, name: string, places: Places): Promise<Experiment> {
  const file = await fileOf(name, places);
  const shown = `${EXPERIMENTS}/${name}.yaml`;
  const assertInside = async (paths: readonly string[]): Promise<void> => {
    for (const path of paths) await places.find(path);
  };
  let experiment: Experiment;
  try {
    experiment = await parseExperiment(yaml, file, {}, assertInside);
  } catch (error) {
    if (error instanceof StudioError || !(error instanceof ProsodiaError)) throw error;
    throw new YamlError(error.message.replaceAll(file, shown), lineOf(yaml, error.message, file));
  }
  await assertInside(filesOf(experiment));
  return experiment;
}

/**
 * The job of running an experiment, and how its file is written: before the job begins, never while it is at work.
 *
 * @throws as `checkExperiment`; `write` throws WriteError
 */
export async function planExperiment(
  yaml: string,
  name: string,
  places: Places,
): Promise<{ readonly job: NewJob; readonly write: () => Promise<void> }> {
  await checkExperiment(yaml, name, places);
  const file = await fileOf(name, places);
  return {
    job: { spec: { kind: "experiment", name }, name, at: `${RUNS}/${name}` },
    write: () => writeKeeping(file, Buffer.from(yaml)),
  };
}

/**
 * Where an experiment of experiments/ is, and where it is run.
 *
 * @throws as `checkExperiment`, of what its file says now; StudioError if there is none
 */
export async function settleExperiment(
  name: string,
  places: Places,
): Promise<Extract<JobWork, { kind: "experiment" }>> {
  const file = await fileOf(name, places);
  const yaml = await readFile(file, "utf8").catch((error: unknown) => {
    throw new StudioError(
      404,
      `${EXPERIMENTS}/${name}.yaml: cannot be read (${fileTrouble(error)}).`,
      "Run the experiment again.",
    );
  });
  await checkExperiment(yaml, name, places);
  return { kind: "experiment", file, folder: await places.place(`${RUNS}/${name}`) };
}

/** What was there and says something else is kept beside it, with the date in its name. */
async function writeKeeping(file: string, text: Buffer): Promise<void> {
  const old = await bytesOf(file);
  if (old?.equals(text)) return;
  const date = new Date().toISOString().replaceAll(/[:.]/g, "-");
  if (old !== undefined) await atomicWrite(file.replace(/\.yaml$/, `.${date}.yaml`), old);
  await atomicWrite(file, text);
}

/** Undefined if there is no such file. */
async function bytesOf(file: string): Promise<Buffer | undefined> {
  try {
    return await readFile(file);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw new WriteError(
      `${file}: what is there cannot be kept (${fileTrouble(error)}).`,
      "Choose another name.",
    );
  }
}

/** @throws StudioError if it is no name of a file */
async function fileOf(name: string, places: Places): Promise<string> {
  const checked = nameSchema.safeParse(name);
  if (!checked.success) throw new StudioError(400, `"${name}": ${checked.error.issues[0].message}.`);
  return places.place(`${EXPERIMENTS}/${name}.yaml`);
}

/** What an experiment reads beside what comes with the package. */
function filesOf({ corpus, test, learners, estimators }: Experiment): string[] {
  const given = [test, ...corpus.flatMap(({ path, corrections }) => [path, corrections])];
  return [...given.flatMap((path) => path ?? []), ...namedFiles({ learners, estimators })];
}

/** An experiment file out of a form's values. */
export function yamlOf(values: unknown): string {
  return stringify(values, { lineWidth: 110, flowCollectionPadding: true });
}

/** The experiment with one more learner, whose comments and order stay. */
export function withLearner(yaml: string, name: string, learner: Readonly<Record<string, unknown>>): string {
  const document = parseDocument(yaml);
  let free = name;
  for (let n = 2; document.hasIn(["learners", free]); n++) free = `${name}-${n}`;
  document.setIn(["learners", free], learner);
  return document.toString({ lineWidth: 110 });
}

export function formSchema(): FormSchema {
  return {
    features: features.list.map(({ id, summary, axes, network, params }) => ({
      id,
      summary,
      hasFrames: (network?.axes ?? axes).at(-1) === "frame",
      params: describeParams(params),
    })),
    models: models.list.map(({ id, summary, input, params }) => ({
      id,
      summary,
      hasFrames: input === "image",
      params: describeParams(params),
    })),
    protocols: splits.list.map(({ id, summary }) => ({ id, summary })),
  };
}

/** A corpus as an experiment of experiments/ names it. */
export function fromExperiments(at: string, places: Places): string {
  return isAbsolute(at) ? at : join("..", places.nameOf(resolve(places.folder, at)));
}
