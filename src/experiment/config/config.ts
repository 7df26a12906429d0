/** The experiment file: what to read, how to split it, which learners to fit and measure. */
import { readFile } from "node:fs/promises";
import { basename, dirname, extname, resolve } from "node:path";
import { type Document, isAlias, isCollection, isMap, LineCounter, parseDocument } from "yaml";
import { z } from "zod";
import { counted } from "../../base/counted.ts";
import { ConfigError, messageOf } from "../../base/errors.ts";
import { fileTrouble } from "../../base/file-trouble.ts";
import { schemaError } from "../../base/params.ts";
import { corpora } from "../../corpus/index.ts";
import { SPELLINGS } from "../../corpus/spellings.ts";
import { splits } from "../../dataset/split/index.ts";
import { type Estimator, parseEstimator } from "../../learners/estimator.ts";
import type { LearnerSpec } from "../../learners/learner.ts";
import { normalise } from "../../learners/normalise.ts";
import { nameSchema, paramsOf, parseLearner, walk } from "../../learners/spec.ts";
import { checkYaml } from "./check-yaml.ts";
import { withAbsolutePaths } from "./named-files.ts";
import { loadPlugins } from "./plugins.ts";

export const corpusSchema = z
  .strictObject({
    path: z.string().describe("folder or csv; relative to the experiment file"),
    reader: z.string().optional().describe("corpus reader; found by the layout when absent"),
    name: nameSchema.optional().describe("what clips and results call it; its reader's id when absent"),
    labels: z
      .union([z.array(z.string()), z.record(z.string(), z.string().nullable())], {
        error:
          "expected a list of labels, or a mapping from each label to what it is called here, or to null",
      })
      .optional()
      .describe(
        "the labels that may occur, any other is an error; or what each is called here, where null leaves its clips out",
      ),
    corrections: z
      .string()
      .optional()
      .describe(
        "table of labels that people gave by ear (id, label, bad, annotator), as the studio writes it; relative to the experiment file",
      ),
    exclude: z.array(z.string()).default([]).describe("ids of clips to leave out, as the corpus has them"),
    share: z.number().gt(0).max(1).default(1).describe("share of the clips of each label, drawn at random"),
    perLabel: z.int().min(1).optional().describe("at most so many clips of each label, drawn at random"),
    people: nameSchema
      .optional()
      .describe(
        "whose speakers and sentences they are: the same people in two corpora are the same speakers; those of a corpus differ " +
          "from all others when absent",
      ),
    spellings: z
      .enum(SPELLINGS)
      .default("one")
      .describe(
        "names that differ only in case, spaces, invisible characters, composed accents or the form of a number " +
          "(S1 and s1, 1 and 01): one name, and an error; or apart, two names",
      ),
  })
  .describe("the labelled clips");

/** Numbers that nobody rated: they follow from what is known. */
const derivedSchema = z.strictObject({
  derivedFrom: z.string().min(1).describe("label, or another column"),
  values: z.record(z.string(), z.number()).describe("the number of each of its values"),
});

/** With one corpus, as a mapping. */
export const experimentFileSchema = z.strictObject({
  name: nameSchema.optional().describe("name of the run; the file's name by default"),
  seed: z.int().min(0).default(0).describe("one seed for splits, augmentations and training"),
  plugins: z
    .array(z.string())
    .default([])
    .describe("modules that define features, models, … of one's own; relative to the experiment file"),
  corpus: corpusSchema,
  test: z.string().optional().describe("folder of the contest's test clips, for the protocol contest"),
  target: z
    .string()
    .min(1)
    .default("label")
    .describe(
      "the column to learn: label, speaker, sex, sentence, intensity, take or another one of a table",
    ),
  dimensions: z
    .union(
      [
        z.array(z.string()).min(1),
        z.record(nameSchema, z.union([z.string(), z.array(z.string()).min(1), derivedSchema])),
      ],
      {
        error:
          "expected a list of columns, or a mapping from names to a column, the columns of several raters, or { derivedFrom, values }",
      },
    )
    .optional()
    .describe(
      "columns of numbers that estimators learn, such as arousal; of several raters their mean; or what is derived from another column, openly",
    ),
  raters: z
    .array(z.string())
    .min(2)
    .optional()
    .describe(
      "columns of labels, one per rater, in place of dimensions: estimators learn the share of every label",
    ),
  split: z
    .strictObject({
      protocol: z.string().default("random").describe("what is kept apart"),
      folds: z
        .union([z.int().min(1).max(100), z.array(z.array(z.string()).min(1)).min(2).max(100)], {
          error: "expected a number from 1 to 100, or the speakers (sentences, …) of each fold",
        })
        .default(5)
        .describe(
          "number of folds, 1 for one held-out side; or which speakers (sentences, takes, corpora) each fold tests: [[a, b], [c, d]]",
        ),
      testShare: z.number().gt(0).lt(1).default(0.2).describe("share held out when folds is 1"),
      enrol: z
        .int()
        .min(0)
        .default(0)
        .describe(
          "clips of every tested speaker that are set aside, unscored, for normalise to know them by",
        ),
      within: z
        .string()
        .min(1)
        .optional()
        .describe("a column, such as corpus: folds inside each of its values, which trains on itself alone"),
      only: z.int().min(1).optional().describe("run just the first folds, this many"),
    })
    .prefault({})
    .describe("which clips are tested, and what is kept apart from them"),
  learners: z
    .record(z.string(), z.unknown())
    .default({})
    .describe("what is fitted and measured, by name; later ones may hold earlier ones by their names"),
  estimators: z
    .record(nameSchema, z.unknown())
    .default({})
    .describe(
      "what tells numbers, by name: recipe, steps and regressor; instead of learners, with dimensions or raters",
    ),
  notSure: z
    .strictObject({
      error: z
        .number()
        .gt(0)
        .lt(1)
        .describe(
          "share of wrong answers that is put up with; of less likely answers it says that it is not sure",
        ),
    })
    .optional()
    .describe("recognisers say when they are not sure, by a threshold from their answers out of fold"),
  onBadFile: z.enum(["skip", "fail"]).default("fail").describe("what an unreadable clip does to the run"),
  final: z.boolean().default(true).describe("after measuring, fit once more on all labelled clips and save"),
  marks: z
    .boolean()
    .default(true)
    .describe(
      "recogniser files keep a mark of the audio of every clip that they were fitted on, by which predict and check know it again; " +
        "false leaves out these ten bytes a clip, and nobody can ask the file what it has heard",
    ),
});

/** With a list of corpora. */
const experimentSchema = experimentFileSchema.extend({ corpus: z.array(corpusSchema).min(1) });

type RawExperiment = z.output<typeof experimentSchema>;

/** A checked experiment: every id exists, every parameter has its value, paths are absolute. */
export interface Experiment extends Omit<RawExperiment, "name" | "learners" | "estimators"> {
  readonly name: string;
  /** In the order of the file. */
  readonly learners: readonly LearnerSpec[];
  /** In the order of the file; none where labels are learnt. */
  readonly estimators: readonly Estimator[];
}

/** Changes to an experiment file: dotted keys and their values. */
export type Overrides = Readonly<Record<string, unknown>>;

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

/** Learners learn labels, estimators numbers: a file has one kind. */
function checkKind({ learners, estimators, dimensions, raters, ...rest }: RawExperiment, path: string): void {
  const hasEstimators = Object.keys(estimators).length > 0;
  const hasNumbers = dimensions !== undefined || raters !== undefined;
  if (!hasNumbers && !hasEstimators) {
    if (Object.keys(learners).length > 0) return;
    throw new ConfigError(`${path}: learners: expected at least one learner; got {}.`);
  }
  const problem =
    dimensions !== undefined && raters !== undefined
      ? "has dimensions and raters; expected one of them"
      : !hasNumbers
        ? "has estimators; expected dimensions or raters that say what they learn"
        : !hasEstimators || Object.keys(learners).length > 0
          ? "learns numbers, by estimators; expected some, and no learners, which learn labels"
          : rest.target !== "label"
            ? "learns numbers; expected no target, which is a column of labels"
            : rest.notSure !== undefined
              ? "learns numbers; expected no notSure, which is about labels"
              : undefined;
  if (problem !== undefined)
    throw new ConfigError(
      `${path}: the experiment ${problem}.`,
      "docs/tables.md shows one that learns numbers.",
    );
}

function parseYaml(text: string, path: string, overrides: Overrides): unknown {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: false });
  const problem = document.errors[0];
  if (problem !== undefined) {
    throw new ConfigError(
      `${path}, line ${lines.linePos(problem.pos[0]).line}: the file is not YAML: ${problem.message}.`,
    );
  }
  if (document.contents === null && Object.keys(overrides).length === 0) {
    throw new ConfigError(
      `${path}: the file is empty; expected an experiment: corpus, split and learners.`,
      "prosodia train --help shows one.",
    );
  }
  checkYaml(document, lines, path);
  for (const [key, value] of Object.entries(overrides)) {
    try {
      document.setIn(pathOf(key, document), value);
    } catch {
      throw new ConfigError(`${path} has no place for the key "${key}"; expected keys inside of mappings.`);
    }
  }
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    throw new ConfigError(`${path}: the file's YAML aliases are not resolved: ${messageOf(error)}.`);
  }
}

/**
 * Where a dotted key leads. Names may have dots themselves: the longest one that is there is meant; those that are
 * not there yet stand between quotes, `learners."v1.2".model`.
 */
function pathOf(key: string, document: Document): string[] {
  const words = key.match(/"[^"]*"|[^.]+|(?<=^|\.)(?=\.|$)/g) ?? [key];
  const path: string[] = [];
  let at: unknown = document.contents;
  for (let from = 0; from < words.length; ) {
    const map = isAlias(at) ? at.resolve(document) : at;
    let to = from + 1;
    for (let end = words.length; end > to && isMap(map); end--) {
      if (map.has(words.slice(from, end).join("."))) to = end;
    }
    const name = to > from + 1 ? words.slice(from, to).join(".") : words[from].replace(/^"(.*)"$/, "$1");
    path.push(name);
    at = isCollection(map) ? map.get(name, true) : undefined;
    from = to;
  }
  return path;
}

function checkNames({ corpus, split: { protocol, folds }, test }: RawExperiment, path: string): void {
  for (const { reader } of corpus) {
    if (reader !== undefined) corpora.find(reader, `${path}: corpus.reader`);
  }
  const { apart } = splits.find(protocol, `${path}: split.protocol`);
  if (apart === null && typeof folds !== "number") {
    throw new ConfigError(
      `${path}: split.folds: names what each fold tests, but the protocol ${protocol} keeps nothing apart; expected a number.`,
    );
  }
  if ((protocol === "contest") === (test !== undefined)) return;
  throw new ConfigError(
    `${path}: the key "test", a folder of test clips, and the protocol contest go together; ` +
      `got the protocol ${protocol} ${test === undefined ? "without it" : "with it"}.`,
  );
}

/** What numbers follow from is no group, which a tested clip would be told by; nor is the label, which stands for their band. */
function checkGroups(
  estimators: readonly Estimator[],
  { dimensions = [], raters = [] }: RawExperiment,
  path: string,
): void {
  const sources = Object.values(dimensions).flatMap((source) =>
    typeof source === "object" && "derivedFrom" in source ? source.derivedFrom : source,
  );
  const told = new Set(["label", ...sources, ...raters]);
  for (const { name, normalise: groups } of estimators) {
    if (groups === null || !told.has(groups.by)) continue;
    throw new ConfigError(
      `${path}: estimators.${name}.normalise.by: ${groups.by} tells of what is learnt; expected another column, such as speaker.`,
    );
  }
}

/** A speaker can be known by clips that are set aside only. */
function checkEnrolment(specs: readonly LearnerSpec[], enrol: number, path: string): void {
  for (const spec of specs.flatMap(walk)) {
    if (spec.id !== normalise.id) continue;
    const { clips } = normalise.params.parse(paramsOf(spec));
    if (clips === "all" || clips <= enrol) continue;
    throw new ConfigError(
      `${path}: ${spec.name}: knows speakers by ${counted(clips, "clip")}; expected at most the ${enrol} that split.enrol sets aside.`,
    );
  }
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
