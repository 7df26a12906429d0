/** Models that hold a number for every pair of rows: what they will need is told before hours of features are computed. */
import { counted } from "../../base/counted.ts";
import { ConfigError } from "../../base/errors.ts";
import { parseParams } from "../../base/params.ts";
import { models } from "../../models/index.ts";
import type { Experiment } from "../config/config.ts";
import { gigabytes, halfOfMemory } from "../rows/memory-limit.ts";
import { copiesOf, leavesOf } from "./leaves.ts";
import type { Plan } from "./plan.ts";

/** The largest fit of one recogniser. */
export interface MemoryNeed {
  readonly name: string;
  readonly model: string;
  readonly rows: number;
  /** Beside the rows themselves; Infinity where no array can be that long. */
  readonly bytes: number;
}

/** One per recogniser whose model says what it needs. */
export function memoryNeeds({
  experiment,
  plan,
  truth,
}: {
  readonly experiment: Experiment;
  readonly plan: Plan;
  /** Clip id -> label, of the clips that have one. */
  readonly truth: ReadonlyMap<string, string>;
}): MemoryNeed[] {
  return leavesOf(experiment.learners).flatMap(({ name, params }) => {
    const { id, memoryBytes, params: schema } = models.find(params.model.id);
    if (memoryBytes === undefined) return [];
    const settings = parseParams(`model ${id}`, schema, params.model.params);
    const copies = copiesOf(params);
    const ofFolds = plan.rows.map(({ train }) => train.filter(({ copy }) => copy <= copies).length);
    const rows = Math.max(0, ...ofFolds, experiment.final ? truth.size * (1 + copies) : 0);
    return [{ name, model: id, rows, bytes: memoryBytes(rows, settings) }];
  });
}

/** @throws ConfigError for the first recogniser that needs more than half of the memory */
export function assertMemory(needs: readonly MemoryNeed[], limitBytes = halfOfMemory()): void {
  for (const need of needs) {
    if (need.bytes <= limitBytes) continue;
    throw new ConfigError(
      `${need.name}: ${describeNeed(need)}; expected at most ${gigabytes(limitBytes)}, half of the memory.`,
      "Take a model that does not compare every row with every other, such as mlp on functionals, or kernel-ridge with landmarks, or fewer copies or clips.",
    );
  }
}

/** "svm on 20000 rows needs 1.6 GB". */
export function describeNeed({ model, rows, bytes }: MemoryNeed): string {
  const amount = Number.isFinite(bytes) ? gigabytes(bytes) : "more than an array can hold";
  return `${model} on ${counted(rows, "row")} needs ${amount}`;
}
