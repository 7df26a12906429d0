/** The reference of the experiment file and of the models, in Markdown: everything in it is read from what checks files. */
import { z } from "zod";
import { augmentations } from "../src/augment/index.ts";
import { describeParams, type ParamDescription, type ParamsSchema } from "../src/base/params.ts";
import { corpora } from "../src/corpus/index.ts";
import { splits } from "../src/dataset/split/index.ts";
import { experimentFileSchema } from "../src/experiment/config/schema.ts";
import { estimatorSchema } from "../src/learners/estimator.ts";
import { learners } from "../src/learners/index.ts";
import { models } from "../src/models/index.ts";
import { regressors } from "../src/regressors/index.ts";
import { steps } from "../src/steps/index.ts";
import { cell, parameterTable, table } from "./markdown.ts";

interface Entry {
  readonly id: string;
  readonly summary: string;
  readonly source?: string;
  readonly params?: ParamsSchema;
}

export function experimentPage(): string {
  return [
    "# The experiment file",
    "Made by `npm run docs` from the schemas that check a file: a key that is not here is an error that names those that are. " +
      "`prosodia train FILE --dry-run` checks a file and its clips and says how long it would take; `--set split.folds=10` " +
      "gives any key another value for once. The run goes to `runs/NAME`, or where `-o` says, in place of the run that was there. Files to begin from: [results](../results), [tutorials](tutorials).",
    "    corpus: { path: ./clips }\n    split: { protocol: speaker }\n    learners:\n      ridge: { recipe: { features: [{ id: functionals }] }, model: { id: kernel-ridge } }",
    "Below, `a.b` is the key `b` inside of `a`, `[]` each of a list, and {id, params} one of what is listed, with its parameters.",
    "## Keys",
    ...sectionsOf("", experimentFileSchema, "###"),
    "## Readers of a corpus",
    listOf(corpora.list),
    "Found by the layout of the folder or table where `corpus.reader` is absent. [Tables](tables.md)",
    "## Protocols",
    listOf(splits.list),
    "## Learners",
    "Each value of `learners`. Without `id` it is a recogniser. Wherever a learner is expected, write the name of one that stands above, or define one in place.",
    ...learners.list.flatMap(entrySections),
    "## Estimators",
    "Each value of `estimators`: what learns numbers, of `dimensions` or `raters`. Its recipe is that of [a recogniser](#recogniser).",
    parameterTable("key", describeParams(estimatorSchema)),
    ...Object.entries(estimatorSchema.omit({ recipe: true }).shape).flatMap(([key, one]) =>
      innerSections(key, one, "###"),
    ),
    "## Steps",
    "`steps` of a recogniser or an estimator.",
    ...steps.list.flatMap(entrySections),
    "## Augmentations",
    "`augment` of a recogniser: copies of training clips.",
    ...augmentations.list.flatMap(entrySections),
    "[Features](features/README.md), [functionals](functionals.md) and [models](models.md) have pages of their own.",
  ]
    .join("\n\n")
    .concat("\n");
}

export function modelsPage(): string {
  const common = commonOf(models.list);
  return [
    "# Models",
    "Made by `npm run docs` from `src/models/` and `src/regressors/`: `model` of a recogniser, `regressor` of an estimator, " +
      "as in `model: { id: svm, params: { C: 10 } }`. All become standard ONNX graphs.",
    listOf(models.list),
    "## Parameters of most networks",
    "What a model below says otherwise goes for it.",
    parameterTable(
      "key",
      common.map(({ row }) => row),
    ),
    ...models.list.flatMap((entry) => modelSections(entry, common)),
    "# Regressors",
    ...regressors.list.flatMap((entry) => modelSections(entry, common)),
    "[The experiment file](experiment.md)",
  ]
    .join("\n\n")
    .concat("\n");
}

interface CommonRow {
  readonly row: ParamDescription;
  readonly text: string;
}

/** Rows that more than half of all models have in these very words. */
function commonOf(entries: readonly Entry[]): CommonRow[] {
  const counts = new Map<string, { row: ParamDescription; count: number }>();
  for (const { params } of entries) {
    for (const row of params === undefined ? [] : describeParams(params)) {
      const text = JSON.stringify(row);
      counts.set(text, { row, count: (counts.get(text)?.count ?? 0) + 1 });
    }
  }
  const most = Math.max(...[...counts.values()].map(({ count }) => count));
  return [...counts].filter(([, { count }]) => count > most / 2).map(([text, { row }]) => ({ row, text }));
}

function modelSections({ id, summary, source, params }: Entry, common: readonly CommonRow[]): string[] {
  const rows = params === undefined ? [] : describeParams(params);
  const own = rows.filter((row) => !common.some(({ text }) => text === JSON.stringify(row)));
  const shared =
    rows.length > own.length ? "Also those [of most networks](#parameters-of-most-networks)." : null;
  return [
    `## ${id}`,
    aboutText(summary, source),
    ...(own.length === 0 ? [] : [parameterTable("key", own)]),
    ...(shared === null ? [] : [shared]),
  ];
}

function entrySections({ id, summary, source, params }: Entry): string[] {
  return [
    `### ${id}`,
    aboutText(summary, source),
    ...(params === undefined ? [] : sectionsOf("", params, "####")),
  ];
}

function aboutText(summary: string, source: string | undefined): string {
  const text = `${summary[0].toUpperCase()}${cell(summary.slice(1))}.`;
  return source === undefined ? text : `${text} After ${source}.`;
}

function listOf(entries: readonly Entry[]): string {
  return table(
    ["id", "what it is"],
    entries.map(({ id, summary }) => [`\`${id}\``, cell(summary)]),
  );
}

/** The keys of an object, then those of the objects that are inside of it. */
function sectionsOf(name: string, schema: ParamsSchema, heading: string): string[] {
  const prefix = name === "" ? "" : `${name}.`;
  const inner = Object.entries(schema.shape).flatMap(([key, one]) =>
    innerSections(`${prefix}${key}`, one, heading),
  );
  const rows = describeParams(schema);
  if (rows.length === 0) return inner;
  return [...(name === "" ? [] : [`${heading} \`${name}\``]), parameterTable("key", rows), ...inner];
}

function innerSections(name: string, value: unknown, heading: string): string[] {
  return insideOf(value).flatMap(({ object, suffix }) => sectionsOf(`${name}${suffix}`, object, heading));
}

interface Inside {
  readonly object: z.ZodObject;
  readonly suffix: string;
}

/** The objects that a value is, or is made of; learners and what is listed have sections of their own. */
function insideOf(schema: unknown): Inside[] {
  if (schema instanceof z.ZodObject) {
    const isLearner = schema.meta()?.title !== undefined;
    const isChoice = Object.keys(schema.shape).join() === "id,params";
    return isLearner || isChoice ? [] : [{ object: schema, suffix: "" }];
  }
  if (schema instanceof z.ZodArray)
    return insideOf(schema.element).map(({ object, suffix }) => ({ object, suffix: `[]${suffix}` }));
  if (
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable
  )
    return insideOf(schema.unwrap());
  return [];
}
