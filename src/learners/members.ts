/** The members of a learner, by name. */
import { z } from "zod";
import { ConfigError } from "../base/errors.ts";
import { didYouMean } from "../base/registry.ts";
import { type LearnerSpec, learnerSpec } from "./learner.ts";

/** @throws ConfigError that names the one that is there twice */
export function requireDifferentNames(where: string, members: readonly LearnerSpec[]): void {
  const names = members.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice === undefined) return;
  throw new ConfigError(`${where}: two members have the name ${twice}; expected different names.`);
}

/**
 * The place of the member with that name.
 *
 * @throws ConfigError that lists the members
 */
export function memberIndex(where: string, members: readonly LearnerSpec[], name: string): number {
  const names = members.map((member) => member.name);
  const index = names.indexOf(name);
  if (index >= 0) return index;
  throw new ConfigError(
    `${where}: "${name}" is no member; expected one of ${names.join(", ")}.`,
    didYouMean(name, names),
  );
}

/** How a parameter says which learners may be chosen. */
export const candidatesParam = z
  .array(learnerSpec)
  .min(2)
  .describe("learners to choose from; those that are not chosen cost nothing later");

/** How a parameter says by how many folds they are chosen. */
export const memberFoldsParam = z
  .int()
  .min(2)
  .max(20)
  .default(4)
  .describe("inner folds by which members answer the training clips");

/** How a parameter says how much members count. */
export const weightsParam = z
  .record(z.string(), z.number().positive().max(1e6))
  .default({})
  .describe("weight by member name; 1 for members that are not named");

/** How a parameter says how many votes members have. */
export const votesParam = z
  .record(z.string(), z.int().min(1).max(1000))
  .default({})
  .describe("votes by member name; 1 for members that are not named");

/** How a parameter says who decides ties. */
export const tieBreakerParam = z
  .union([z.string(), z.array(z.string()).min(1)])
  .nullable()
  .default(null)
  .describe(
    "member who decides ties, or several, in order; else, and where no label of theirs is tied, the first member with a tied label",
  );

export interface Voting {
  readonly members: readonly LearnerSpec[];
  readonly weights: Readonly<Record<string, number>>;
  readonly tieBreaker?: string | readonly string[] | null;
}

/** @throws ConfigError if weights or tie-breakers name what is no member */
export function requireVoting(where: string, { members, weights, tieBreaker = null }: Voting): void {
  requireDifferentNames(where, members);
  for (const name of Object.keys(weights)) memberIndex(`${where}: weights`, members, name);
  tieBreakersOf(where, members, tieBreaker);
}

/** [member], 1 for those that are not named. */
export function weightsOf({ members, weights }: Voting): number[] {
  return members.map(({ name }) => weights[name] ?? 1);
}

/** Places of the members who decide ties, in order. */
export function tieBreakersOf(
  where: string,
  members: readonly LearnerSpec[],
  tieBreaker: string | readonly string[] | null,
): number[] {
  const names = tieBreaker === null ? [] : typeof tieBreaker === "string" ? [tieBreaker] : tieBreaker;
  return names.map((name) => memberIndex(`${where}: tieBreaker`, members, name));
}
