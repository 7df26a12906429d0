/** An ensemble as a file says it: who its members are and how they are combined. */
import { z } from "zod";
import { ConfigError } from "../base/errors.ts";
import { didYouMean } from "../base/registry.ts";
import type { Combination } from "./combine.ts";
import type { Members } from "./members.ts";
import { RULES } from "./rules.ts";

export const combinationSchema = z.strictObject({
  rule: z
    .enum(RULES)
    .default("votes")
    .describe("votes, mean or geometric mean of the probabilities, ranked votes"),
  weights: z
    .record(z.string(), z.int().min(0).max(1000))
    .default({})
    .describe("how often a member counts, by its name; 1 for members that are not named"),
  tieBreakers: z
    .array(z.string())
    .default([])
    .describe("members who decide ties of votes and ranks, in order; then the others in order"),
});

export const ensembleSchema = combinationSchema.extend({
  name: z.string().min(1).optional().describe("of the ensemble as a member; the file's name by default"),
  members: z
    .array(z.string())
    .min(1)
    .describe(
      "a run folder (all its learners), predictions of one learner (runs/x/predictions/svm.csv), a folder of csv with one file " +
        "per fold, an outside csv, or another ensemble's file; relative to this file",
    ),
});

export type EnsembleSpec = Readonly<z.output<typeof ensembleSchema>>;

/**
 * Names become places.
 *
 * @param where - begins the error
 * @throws ConfigError that names what is no member, or says that nobody is asked
 */
export function combinationOf(
  where: string,
  { members }: Pick<Members, "members">,
  { rule, weights, tieBreakers }: z.output<typeof combinationSchema>,
): Combination {
  const names = members.map(({ name }) => name);
  const placeOf = (key: string, name: string): number => {
    const place = names.indexOf(name);
    if (place >= 0) return place;
    throw new ConfigError(
      `${where}: ${key}: "${name}" is no member; expected one of ${names.join(", ")}.`,
      didYouMean(name, names),
    );
  };
  const counts = names.map(() => 1);
  for (const [name, weight] of Object.entries(weights)) counts[placeOf("weights", name)] = weight;
  if (counts.every((weight) => weight === 0)) {
    throw new ConfigError(`${where}: weights: every member counts 0; expected one that is asked.`);
  }
  return { rule, weights: counts, tieBreakers: tieBreakers.map((name) => placeOf("tieBreakers", name)) };
}
