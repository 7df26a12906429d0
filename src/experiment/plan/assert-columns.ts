/** Columns that learners go by, such as a route's, looked for before anything is computed. */
import { ConfigError } from "../../base/errors.ts";
import { didYouMean } from "../../base/registry.ts";
import type { Columns } from "../../dataset/rows.ts";
import { learners as registry } from "../../learners/index.ts";
import type { LearnerSpec } from "../../learners/learner.ts";
import { paramsOf, walk } from "../../learners/spec.ts";
import type { Plan } from "./plan.ts";

/** What goes by a column of the clips. */
export interface GoesBy {
  /** Begins the error: `by-sex: the route`. */
  readonly who: string;
  readonly column: string;
}

/** Of learners and those that they hold, at any depth. */
export function goesBy(learners: readonly LearnerSpec[]): GoesBy[] {
  return learners.flatMap(walk).flatMap((spec) => {
    const columns = registry.find(spec.id).columns?.(paramsOf(spec)) ?? [];
    return columns.map((column) => ({ who: `${spec.name}: the ${spec.id}`, column }));
  });
}

/** @throws ConfigError that names who goes by it, the column and those there are, if no training clip has it */
export function assertColumns(
  all: readonly GoesBy[],
  { rows }: Pick<Plan, "rows">,
  columns: ReadonlyMap<string, Columns>,
): void {
  const trained = rows.flatMap(({ train }) => train.map(({ clipId }) => columns.get(clipId) ?? {}));
  const known = [...new Set(trained.flatMap((one) => Object.keys(one)))];
  const strange = all.find(({ column }) => !known.includes(column));
  if (strange === undefined) return;
  const { who, column } = strange;
  throw new ConfigError(
    `${who} goes by the column "${column}", which no training clip has; expected one of ${known.join(", ")}.`,
    didYouMean(column, known),
  );
}
