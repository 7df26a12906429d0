/** Ensemble selection: how much each member counts is found inside the training rows. */
import { z } from "zod";
import { selectClips } from "../dataset/predictions-table.ts";
import { clipsOf, targetsOfClips } from "../dataset/rows.ts";
import { selectEnsemble } from "../ensemble/ensemble-selection.ts";
import { metrics } from "../metrics/index.ts";
import { combinedHead } from "./combined.ts";
import { defineLearner } from "./learner.ts";
import { candidatesParam, memberFoldsParam, requireDifferentNames } from "./members.ts";

export const greedyMean = defineLearner({
  id: "greedy-mean",
  summary:
    "mean of the members' probabilities, each counted as often as greedy selection with replacement takes it on answers out of fold",
  source:
    "Caruana et al. 2004 (ICML), Ensemble selection from libraries of models; as AutoGluon's weighted ensemble",
  children: { members: "list" },
  params: z.strictObject({
    members: candidatesParam,
    rounds: z
      .int()
      .min(1)
      .max(1000)
      .default(25)
      .describe("members that are added, one by one; the best prefix stays"),
    metric: z
      .string()
      .default("nll")
      .describe("score that decides, by its id; nll is steadier than shares of right answers"),
    folds: memberFoldsParam,
  }),
  settle(where, params) {
    requireDifferentNames(where, params.members);
    metrics.find(params.metric, `${where}: metric`);
    return params;
  },
  describe: ({ members }) => `greedy mean of ${members.map(({ name }) => name).join(", ")}`,
  async fit(rows, { members, rounds, metric, folds }, context) {
    const answers = await Promise.all(members.map((member) => context.outOfFold(member, rows, folds)));
    const clipIds = clipsOf(rows);
    const truth = targetsOfClips("greedy-mean", rows, clipIds);
    const probabilities = answers.map((one) => selectClips(one, clipIds).probabilities);
    const counts = selectEnsemble(probabilities, truth, rows.labels.length, metrics.find(metric), rounds);
    const chosen = members.flatMap((member, i) => (counts[i] === 0 ? [] : [{ member, weight: counts[i] }]));
    context.note(`took ${chosen.map(({ member, weight }) => `${weight} x ${member.name}`).join(", ")}`);
    const fitted = await Promise.all(chosen.map(({ member }) => context.fit(member, rows)));
    return combinedHead(rows.labels, fitted, {
      rule: "mean",
      weights: chosen.map(({ weight }) => weight),
      tieBreakers: [],
    });
  },
});
