/** What a run's folder holds before anything is computed, and that it stays this run's. */
import { readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { ConfigError } from "../../base/errors.ts";
import { type Experiment, experimentFile } from "../config/config.ts";
import { atomicWrite, removeLeftovers } from "../files/atomic-write.ts";
import type { Plan } from "../plan/plan.ts";
import { isRun } from "./run-folder.ts";
import { REPORT_FILES } from "./write-report.ts";

/** What a run ends with: that of before must not stand beside scores of now. */
const MADE = [...REPORT_FILES, "predictions", "recognisers"];

/**
 * Written first: a folder that cannot be written fails the run before hours of training. A run that was there is replaced.
 *
 * @throws ConfigError if something of these names is there, and no run that wrote it
 */
export async function beginFolder(
  folder: string,
  experiment: Experiment,
  folds: Plan["folds"],
): Promise<void> {
  if (!(await isRun(folder))) await assertFree(folder);
  await removeLeftovers(folder);
  for (const name of MADE) await rm(join(folder, name), { recursive: true, force: true });
  await atomicWrite(join(folder, "experiment.json"), textOf(experiment));
  await atomicWrite(join(folder, "folds.json"), `${JSON.stringify(folds, null, 1)}\n`);
}

async function assertFree(folder: string): Promise<void> {
  for (const name of MADE) {
    const found = await stat(join(folder, name)).catch(() => undefined);
    if (found === undefined) continue;
    throw new ConfigError(
      `${folder}: holds ${name}, and no run that wrote it; expected a new folder, or that of a run.`,
      "Name another with --out.",
    );
  }
}

/**
 * Asked before results are written: another run may have begun in the folder meanwhile.
 *
 * @throws ConfigError if one has
 */
export async function assertStillOwn(folder: string, experiment: Experiment): Promise<void> {
  const text = await readFile(join(folder, "experiment.json"), "utf8").catch(() => "");
  if (text === textOf(experiment)) return;
  throw new ConfigError(
    `${folder}: another run has begun there meanwhile; nothing of this one was written.`,
    "Run it again with a folder of its own (--out): what was computed is kept.",
  );
}

function textOf(experiment: Experiment): string {
  return `${JSON.stringify(experimentFile(experiment), null, 2)}\n`;
}
