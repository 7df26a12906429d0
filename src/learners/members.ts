/** The members of a learner, by name. */
import { ConfigError } from "../base/errors.ts";
import { didYouMean } from "../base/registry.ts";
import type { LearnerSpec } from "./learner.ts";

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
