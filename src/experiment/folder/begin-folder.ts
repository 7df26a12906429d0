/** What a run's folder holds before anything is computed. */
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { type Experiment, experimentFile } from "../config/config.ts";
import { atomicWrite, removeLeftovers } from "../files/atomic-write.ts";
import type { Plan } from "../plan/plan.ts";

/**
 * Written first: a folder that cannot be written fails the run before hours of training.
 *
 * @param reports - names of the files that the run will end with: those of before must not stand beside scores of now
 */
export async function beginFolder(
  folder: string,
  { experiment, plan }: { readonly experiment: Experiment; readonly plan: Plan },
  reports: readonly string[],
): Promise<void> {
  await removeLeftovers(folder);
  for (const name of reports) await rm(join(folder, name), { force: true });
  await atomicWrite(
    join(folder, "experiment.json"),
    `${JSON.stringify(experimentFile(experiment), null, 2)}\n`,
  );
  await atomicWrite(join(folder, "folds.json"), `${JSON.stringify(plan.folds, null, 1)}\n`);
}
