/** What an experiment file may say, key by key. */
import { z } from "zod";
import { SPELLINGS } from "../../corpus/spellings.ts";
import { nameSchema } from "../../learners/spec.ts";

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
export const experimentSchema = experimentFileSchema.extend({ corpus: z.array(corpusSchema).min(1) });

export type RawExperiment = z.output<typeof experimentSchema>;
