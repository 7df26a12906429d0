/** Tuning: settings of a learner are tried inside the training rows, and the best ones taken. */
import { z } from "zod";
import { createRandom } from "../base/random.ts";
import { showSettings } from "../base/settings.ts";
import { clipsOf, type Rows } from "../dataset/rows.ts";
import { metrics } from "../metrics/index.ts";
import { defineLearner, learnerSpec } from "./learner.ts";
import { HALVING_FACTOR, halvingRounds } from "./search/halving.ts";
import { innerScores } from "./search/inner-scores.ts";
import { drawSettings, gridOf, type Settings, spaceSchema, withSettings } from "./search/settings.ts";
import type { Trial } from "./search/trial.ts";

const params = z.strictObject({
  learner: learnerSpec.describe("whose settings are tried"),
  space: spaceSchema.describe(
    "its fields, dotted, and what they can be: a list of values, or {from, to, scale: log, whole: true}",
  ),
  method: z
    .enum(["random", "grid", "halving"])
    .default("random")
    .describe(
      "random draws; every combination; or random draws, of which the best third gets thrice the clips",
    ),
  trials: z.int().min(1).max(1000).default(20).describe("settings that are drawn; a grid has its own number"),
  metric: z.string().default("uar").describe("score that decides, by its id"),
  folds: z
    .int()
    .min(2)
    .max(20)
    .default(3)
    .describe("inner folds by which the learner answers the training clips"),
  seed: z.int().min(0).default(1).describe("of the draws"),
  candidates: z
    .array(learnerSpec)
    .default([])
    .describe("filled in from the rest: the learner with each of the settings"),
});

export const tune = defineLearner({
  id: "tune",
  summary:
    "a learner with the settings, of a space of them, that score best on inner folds of the training rows",
  source:
    "random search: Bergstra & Bengio 2012 (JMLR); successive halving: Jamieson & Talwalkar 2016 (AISTATS); nested: Varma & Simon 2006",
  children: { learner: "one", candidates: "list" },
  params,
  settle(where, chosen, parse) {
    metrics.find(chosen.metric, `${where}: metric`);
    const { id: _id, name, ...learner } = chosen.learner;
    const candidates = settingsOf(`${where}.space`, chosen).map((settings, i) => {
      const changed = withSettings(`${where}.space`, { ...learner, id: chosen.learner.id }, settings);
      return parse(`${where}.space`, `${name}.${i + 1}`, changed);
    });
    return { ...chosen, candidates };
  },
  describe: ({ learner, space, method, candidates }) =>
    `${learner.name}, tuned by ${Object.keys(space).join(", ")} (${method}, ${candidates.length} settings)`,
  async fit(rows, chosen, context) {
    const { candidates, metric, method, folds, seed } = chosen;
    const settings = settingsOf("tune", chosen);
    const rounds = method === "halving" ? halvingRounds(rows, candidates.length, folds, seed) : [rows];
    const { name, better } = metrics.find(metric);
    const sign = better === "higher" ? 1 : -1;
    const trials: Trial[] = [];
    let alive = candidates.map((_, i) => i);
    let found = 0;
    for (const [round, some] of rounds.entries()) {
      const scores = await scoresOf(alive, some);
      const begin = trials.length;
      trials.push(
        ...alive.map((i, at) => ({ settings: settings[i], score: scores[at], clips: clipsOf(some).length })),
      );
      // of equals the first drawn stays
      const ranked = alive.map((_, at) => at).toSorted((a, b) => sign * (scores[b] - scores[a]));
      found = begin + ranked[0];
      const stay = round === rounds.length - 1 ? 1 : Math.ceil(alive.length / HALVING_FACTOR);
      alive = ranked.slice(0, stay).map((at) => alive[at]);
    }
    const [best] = alive;
    context.searched({ metric, trials, chosen: found });
    context.note(
      `chose ${showSettings(settings[best])} of ${candidates.length} settings by ${name} inside the training rows ` +
        `(${trials[found].score.toFixed(3)} there)`,
    );
    return context.fit(candidates[best], rows);

    function scoresOf(which: readonly number[], some: Rows): Promise<number[]> {
      return innerScores(
        "tune",
        which.map((i) => candidates[i]),
        some,
        { metric, folds },
        context,
      );
    }
  },
});

/** The settings that are tried, in the order of the candidates. */
function settingsOf(
  where: string,
  { space, method, trials, seed }: Pick<z.output<typeof params>, "space" | "method" | "trials" | "seed">,
): Settings[] {
  return method === "grid" ? gridOf(where, space) : drawSettings(space, trials, createRandom(seed));
}
