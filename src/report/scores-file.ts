/** scores.json: what a run leaves for tables over many runs. */
import { z } from "zod";
import { parseJson } from "../base/params.ts";
import { scoreSchema } from "../metrics/metric.ts";
import { marksOf } from "./marks.ts";
import type { Report } from "./report.ts";

const scoresFileSchema = z.strictObject({
  version: z.literal(2, { error: "expected version 2; train the run again" }),
  name: z.string(),
  corpus: z.string(),
  clips: z.int().min(0),
  protocol: z.string(),
  folds: z.int().min(1),
  /** The experiment said what each fold tests. */
  named: z.literal(true).exactOptional(),
  seed: z.int(),
  leaky: z.boolean(),
  /** What was told, where that is not the label: sex. */
  target: z.string().exactOptional(),
  /** Clips of every tested speaker that were set aside, unscored. */
  enrol: z.int().positive().exactOptional(),
  /** The column whose values were each trained on and tested by themselves. */
  within: z.string().exactOptional(),
  /** What numbers were told, where numbers and no labels were: scores are called `arousal ccc`. */
  dimensions: z.array(z.string()).exactOptional(),
  recognisers: z.array(
    z.strictObject({
      name: z.string(),
      learner: z.string(),
      description: z.string(),
      scores: z.array(scoreSchema),
      fitSeconds: z.number(),
      pretrained: z.literal(true).exactOptional(),
      /** Other clips of the tested speaker, without labels, were at hand. */
      knowsSpeakers: z.literal(true).exactOptional(),
      /** Of a majority vote: how many are given of a clip. */
      votes: z.int().positive().exactOptional(),
      byCorpus: z.array(z.strictObject({ corpus: z.string(), scores: z.array(scoreSchema) })).exactOptional(),
    }),
  ),
});

export type ScoresFile = z.output<typeof scoresFileSchema>;

/** The scores of a report; `name` is the report's title. */
export function scoresFileOf(report: Report): ScoresFile {
  const { title, corpus, protocol, recognisers } = report;
  return {
    version: 2,
    name: title,
    corpus: corpus.reader,
    clips: corpus.clips,
    protocol: protocol.id,
    folds: protocol.folds,
    ...(protocol.named === undefined ? {} : { named: protocol.named }),
    seed: protocol.seed,
    leaky: protocol.leaky,
    ...(protocol.target === "label" ? {} : { target: protocol.target }),
    ...(protocol.enrol === 0 ? {} : { enrol: protocol.enrol }),
    ...(protocol.within === undefined ? {} : { within: protocol.within }),
    recognisers: recognisers.map(
      ({ name, learner, description, scores, fitSeconds, votes, byCorpus, ...marks }) => ({
        name,
        learner,
        description,
        scores: scores.map((score) => ({ ...score })),
        fitSeconds,
        ...marksOf(marks),
        ...(votes === undefined ? {} : { votes }),
        ...(byCorpus === undefined
          ? {}
          : {
              byCorpus: byCorpus.map((one) => ({
                ...one,
                scores: one.scores.map((score) => ({ ...score })),
              })),
            }),
      }),
    ),
  };
}

/**
 * The scores in a file's text.
 *
 * @param path - for the error
 * @throws ConfigError that names the file and the key
 */
export function parseScoresFile(path: string, text: string): ScoresFile {
  return parseJson(path, text, scoresFileSchema);
}
