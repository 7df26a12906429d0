/** How well learners do inside the training rows. */
import { type Rows, targetsOfClips } from "../../dataset/rows.ts";
import { metrics } from "../../metrics/index.ts";
import type { FitContext, LearnerSpec } from "../learner.ts";

/**
 * How well learners answer the rows out of fold.
 *
 * @returns [candidate]
 */
export async function innerScores(
  who: string,
  candidates: readonly LearnerSpec[],
  rows: Rows,
  { metric, folds }: { readonly metric: string; readonly folds: number },
  context: FitContext,
): Promise<number[]> {
  const answers = await Promise.all(candidates.map((one) => context.outOfFold(one, rows, folds)));
  const { score } = metrics.find(metric);
  return answers.map(({ clipIds, predicted, probabilities }) => {
    const truth = targetsOfClips(who, rows, clipIds);
    return score({ truth, predicted, probabilities, labelCount: rows.labels.length });
  });
}
