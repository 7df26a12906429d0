/** What holds a number for every pair of rows: what it will need is told before hours of features are computed. */
import { counted } from "../../base/counted.ts";
import { ConfigError } from "../../base/errors.ts";
import { type ParamsSchema, parseParams } from "../../base/params.ts";
import type { Choice } from "../../learners/learner.ts";
import { models } from "../../models/index.ts";
import type { Model } from "../../models/model.ts";
import { regressors } from "../../regressors/index.ts";
import { steps } from "../../steps/index.ts";
import type { Step } from "../../steps/step.ts";
import type { Experiment } from "../config/config.ts";
import { gigabytes, halfOfMemory } from "../rows/memory-limit.ts";
import { copiesOf, leavesOf } from "./leaves.ts";
import type { Plan } from "./plan.ts";

/** The largest fit of a step, model or regressor. */
export interface MemoryNeed {
  /** Of the recogniser or estimator that it is part of. */
  readonly name: string;
  readonly part: string;
  readonly rows: number;
  /** Rows that it takes; Infinity where it says nothing of them. */
  readonly most: number;
  /** Beside the rows themselves; Infinity where no array can be that long. */
  readonly bytes: number;
}

/** Of a recogniser or an estimator. */
interface Fits {
  readonly name: string;
  readonly copies: number;
  readonly parts: readonly (readonly [Sized, Choice])[];
}

type Sized = Pick<Step, "mostRows"> &
  Pick<Model, "id" | "memoryBytes"> & { readonly kind: string; readonly params: ParamsSchema };

/** One per part that says what it needs; each is gone before the next is fitted. */
export function memoryNeeds({
  experiment,
  plan,
  truth,
}: {
  readonly experiment: Experiment;
  readonly plan: Plan;
  /** By clip id, of the clips that have one. */
  readonly truth: ReadonlyMap<string, unknown>;
}): MemoryNeed[] {
  return fitsOf(experiment).flatMap(({ name, copies, parts }) => {
    const ofFolds = plan.rows.map(({ train }) => train.filter(({ copy }) => copy <= copies).length);
    const rows = Math.max(0, ...ofFolds, experiment.final ? truth.size * (1 + copies) : 0);
    return parts.flatMap(([{ kind, id, params, mostRows, memoryBytes }, given]) => {
      if (mostRows === undefined && memoryBytes === undefined) return [];
      const bytes = memoryBytes?.(rows, parseParams(`${kind} ${id}`, params, given.params)) ?? 0;
      return [{ name, part: id, rows, most: mostRows ?? Number.POSITIVE_INFINITY, bytes }];
    });
  });
}

function fitsOf({ learners, estimators }: Experiment): Fits[] {
  const stepsOf = (chosen: readonly Choice[]) => chosen.map((one) => [steps.find(one.id), one] as const);
  return [
    ...leavesOf(learners).map(({ name, params }) => ({
      name,
      copies: copiesOf(params),
      parts: [...stepsOf(params.steps), [models.find(params.model.id), params.model] as const],
    })),
    ...estimators.map((one) => ({
      name: one.name,
      copies: 0,
      parts: [...stepsOf(one.steps), [regressors.find(one.regressor.id), one.regressor] as const],
    })),
  ];
}

/** @throws ConfigError for the first part that takes fewer rows, or needs more than half of the memory */
export function assertMemory(needs: readonly MemoryNeed[], limitBytes = halfOfMemory()): void {
  for (const need of needs) {
    const { name, part, rows, most } = need;
    if (rows > most) {
      throw new ConfigError(
        `${name}: ${part} on ${counted(rows, "row")}; expected at most ${counted(most, "row")}.`,
        "Leave it out, or take fewer copies or clips.",
      );
    }
    if (need.bytes <= limitBytes) continue;
    throw new ConfigError(
      `${name}: ${describeNeed(need)}; expected at most ${gigabytes(limitBytes)}, half of the memory.`,
      "Take what does not compare every row with every other, such as mlp on functionals, or kernel-ridge with landmarks, or fewer copies or clips.",
    );
  }
}

/** What a dry run says: a sentence each. */
export function describeNeeds(needs: readonly MemoryNeed[]): string[] {
  return needs.map((need) => `${need.name}: ${describeNeed(need)} of memory.`);
}

/** "svm on 20000 rows needs 1.6 GB". */
export function describeNeed({ part, rows, bytes }: MemoryNeed): string {
  const amount = Number.isFinite(bytes) ? gigabytes(bytes) : "more than an array can hold";
  return `${part} on ${counted(rows, "row")} needs ${amount}`;
}
