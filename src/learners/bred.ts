/** A bred ensemble: who is asked, how much each counts and by which rule is found by a genetic algorithm inside the training rows. */
import { selectClips } from "../dataset/predictions-table.ts";
import { clipsOf, targetsOfClips } from "../dataset/rows.ts";
import { breed } from "../ensemble/breed.ts";
import { breedOptions } from "../ensemble/breed-options.ts";
import { RULE_NAMES } from "../ensemble/rules.ts";
import { combinedHead } from "./combined.ts";
import { defineLearner } from "./learner.ts";
import { candidatesParam, memberFoldsParam, requireDifferentNames } from "./members.ts";

export const bred = defineLearner({
  id: "bred",
  summary:
    "members, weights, rule (votes, mean, geometric mean, ranks) and tie-breaker found by a genetic algorithm on answers out of fold",
  source: "genetic selection of ensembles: Zhou, Wu & Tang 2002 (Artificial Intelligence 137), GASEN",
  children: { members: "list" },
  params: breedOptions.extend({
    members: candidatesParam,
    folds: memberFoldsParam,
  }),
  settle(where, params) {
    requireDifferentNames(where, params.members);
    return params;
  },
  describe: ({ members }) => `bred from ${members.map(({ name }) => name).join(", ")}`,
  async fit(rows, { members, folds, ...options }, context) {
    const answers = await Promise.all(members.map((member) => context.outOfFold(member, rows, folds)));
    const clipIds = clipsOf(rows);
    const truth = targetsOfClips("bred", rows, clipIds);
    const { combination } = breed(
      answers.map((one) => selectClips(one, clipIds)),
      truth,
      options,
    );
    const asked = [...members.keys()].filter((i) => combination.weights[i] > 0);
    const weights = asked.map((i) => combination.weights[i]);
    const names = asked.map((i, place) => `${weights[place]} x ${members[i].name}`);
    context.note(`bred a ${RULE_NAMES[combination.rule]} of ${names.join(", ")}`);
    const fitted = await Promise.all(asked.map((i) => context.fit(members[i], rows)));
    const tieBreakers = combination.tieBreakers.flatMap((i) => (asked.includes(i) ? [asked.indexOf(i)] : []));
    return combinedHead(rows.labels, fitted, { rule: combination.rule, weights, tieBreakers });
  },
});
