/** When a recogniser had better say that it is not sure. */
import { z } from "zod";
import type { ScoredAnswers } from "./metric.ts";
import { bySureness } from "./reliability.ts";

/** A schema, since recogniser files hold it. */
export const notSureSchema = z.strictObject({
  error: z.number().min(0).max(1).describe("share of wrong answers that was aimed at"),
  threshold: z.number().min(0).max(1).describe("an answer is sure if its probability is greater"),
  answered: z
    .number()
    .min(0)
    .max(1)
    .describe(
      "share of the clips of every fold that were answered for sure, by the threshold of the other folds",
    ),
  wrong: z
    .number()
    .min(0)
    .max(1)
    .nullable()
    .describe("share of these that were wrong; null if there were none"),
  n: z.int().min(1).describe("clips"),
});

export type NotSure = Readonly<z.output<typeof notSureSchema>>;

/**
 * The threshold that leaves as many answers as it can with no more than a share of them wrong; and what it is worth, measured
 * fold by fold with a threshold that was chosen on the others.
 *
 * @param folds - [clip], of which fold it is; at least two
 * @see Geifman & El-Yaniv 2017, Selective classification for deep neural networks
 */
export function notSureOf(answers: ScoredAnswers, folds: readonly number[], error: number): NotSure {
  const { truth, predicted, probabilities, labelCount } = answers;
  let [answered, wrong] = [0, 0];
  for (const fold of new Set(folds)) {
    const threshold = thresholdFor(
      where(answers, (clip) => folds[clip] !== fold),
      error,
    );
    for (let clip = 0; clip < truth.length; clip++) {
      if (folds[clip] !== fold) continue;
      if (!isSure(probabilities[clip * labelCount + predicted[clip]], threshold)) continue;
      answered++;
      if (predicted[clip] !== truth[clip]) wrong++;
    }
  }
  return {
    error,
    threshold: thresholdFor(answers, error),
    answered: answered / truth.length,
    wrong: answered === 0 ? null : wrong / answered,
    n: truth.length,
  };
}

/** @param confidence - probability of what was decided */
export function isSure(confidence: number, threshold: number): boolean {
  return confidence > threshold;
}

function thresholdFor(answers: ScoredAnswers, error: number): number {
  const { groups, confidence, n, right } = bySureness(answers);
  let [sure, wrong, threshold] = [0, 0, 1];
  for (let group = groups - 1; group >= 0; group--) {
    sure += n[group];
    wrong += n[group] - right[group];
    if (wrong > error * sure) continue;
    threshold = group === 0 ? 0 : (confidence[group] + confidence[group - 1]) / 2;
  }
  return threshold;
}

function where(answers: ScoredAnswers, is: (clip: number) => boolean): ScoredAnswers {
  const { labelCount } = answers;
  const of = (_: unknown, clip: number): boolean => is(clip);
  return {
    labelCount,
    truth: answers.truth.filter(of),
    predicted: answers.predicted.filter(of),
    probabilities: answers.probabilities.filter((_, at) => is(Math.floor(at / labelCount))),
  };
}
