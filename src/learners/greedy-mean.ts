/** Ensemble selection: how much each member counts is found inside the training rows. */
import { z } from "zod";
import { selectClips } from "../dataset/predictions-table.ts";
import { clipsOf, targetsOf } from "../dataset/rows.ts";
import { selectEnsemble } from "../ensemble/ensemble-selection.ts";
import { metrics } from "../metrics/index.ts";
import { combinedHead } from "./combined.ts";
import { defineLearner, learnerSpec } from "./learner.ts";

import { requireDifferentNames } from "./members.ts";

export const greedyMean = defineLearner({
  id: "greedy-mean",
  summary:
    "mean of the members' probabilities, each counted as often as greedy selection with replacement takes it on answers out of fold",
  source:
    "Caruana et al. 2004 (ICML), Ensemble selection from libraries of models; as AutoGluon's weighted ensemble",
  children: { members: "list" },
  params: z.strictObject({
    members: z
      .array(learnerSpec)
      .min(2)
      .describe("learners to choose from; those that are not chosen cost nothing later"),
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
    folds: z
      .int()
      .min(2)
      .max(20)
      .default(4)
      .describe("inner folds by which members answer the training clips"),
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
    const targets = targetsOf("greedy-mean", rows);
    const targetById = new Map(rows.keys.map(({ clipId }, row) => [clipId, targets[row]]));
    const truth = Int32Array.from(clipIds, (id) => targetById.get(id) ?? -1);
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
