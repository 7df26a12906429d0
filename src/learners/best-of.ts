/** Selection: several learners are tried inside the training rows, and the best is taken. */
import { z } from "zod";
import { clipsOf } from "../dataset/rows.ts";
import { metrics } from "../metrics/index.ts";
import { defineLearner, learnerSpec } from "./learner.ts";
import { requireDifferentNames } from "./members.ts";
import { innerScores } from "./search/inner-scores.ts";

export const bestOf = defineLearner({
  id: "best-of",
  summary: "the one of several learners that scores best on inner folds of the training rows",
  source: "nested cross-validation: Varma & Simon 2006; as scikit-learn's GridSearchCV",
  children: { candidates: "list" },
  params: z.strictObject({
    candidates: z.array(learnerSpec).min(2).describe("learners to choose from; the first wins a tie"),
    metric: z.string().default("uar").describe("score that decides, by its id"),
    folds: z
      .int()
      .min(2)
      .max(20)
      .default(5)
      .describe("inner folds by which candidates answer the training clips"),
  }),
  settle(where, params) {
    requireDifferentNames(where, params.candidates);
    metrics.find(params.metric, `${where}: metric`);
    return params;
  },
  describe: ({ candidates }) => `best of ${candidates.map(({ name }) => name).join(", ")}`,
  async fit(rows, { candidates, metric, folds }, context) {
    const scores = await innerScores("best-of", candidates, rows, { metric, folds }, context);
    const { name, better } = metrics.find(metric);
    const best = scores.indexOf(better === "higher" ? Math.max(...scores) : Math.min(...scores));
    const each = candidates.map((one, i) => `${one.name} ${scores[i].toFixed(3)}`);
    context.note(`chose ${candidates[best].name} by ${name} inside the training rows (${each.join(", ")})`);
    context.searched({
      metric,
      trials: candidates.map((one, i) => ({
        settings: { candidate: one.name },
        score: scores[i],
        clips: clipsOf(rows).length,
      })),
      chosen: best,
    });
    return context.fit(candidates[best], rows);
  },
});
