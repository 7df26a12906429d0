/** How a run's recognisers behave: checks that lie in its folder, each as `prosodia check --json` prints it. */
import { readdir, readFile, stat } from "node:fs/promises";
import { basename } from "node:path";
import { digestOf } from "../base/digest.ts";
import { ConfigError } from "../base/errors.ts";
import { parseCheckReport } from "../check/index.ts";
import type { RunCheck } from "./answers.ts";
import type { JobRecord } from "./jobs/job.ts";
import type { Places } from "./places.ts";
import type { Runs } from "./runs.ts";
import { StudioError } from "./trouble.ts";

export interface CheckAsked {
  readonly at: string;
  /** One of the run's files, and a corpus, as pages name them. */
  readonly recogniser: string;
  readonly corpus: string;
  /** So many, drawn from all; all if absent. */
  readonly clips?: number | undefined;
}

export interface Checks {
  /** Newest first. @throws StudioError if there is no such run */
  list(at: string): Promise<readonly RunCheck[]>;
  /** The job that is to be started. @throws StudioError if the run has no such recogniser, or the corpus is not here */
  plan(asked: CheckAsked): Promise<Pick<JobRecord, "spec" | "name" | "at">>;
}

/** Below a run's folder. */
const CHECKS = "checks";

export function openChecks(places: Places, runs: Runs): Checks {
  async function readCheck(at: string): Promise<RunCheck | undefined> {
    const file = await places.find(at);
    const { mtime } = await stat(file);
    try {
      const report = parseCheckReport(at, await readFile(file, "utf8"));
      return { at, made: mtime.toISOString(), report };
    } catch (error) {
      // of another version: not a check that can be shown
      if (error instanceof ConfigError) return undefined;
      throw error;
    }
  }

  return {
    async list(at) {
      await runs.read(at);
      const names = await readdir(await places.place(`${at}/${CHECKS}`)).catch(() => []);
      const own = names.filter((name) => name.endsWith(".json"));
      const checks = await Promise.all(own.map((name) => readCheck(`${at}/${CHECKS}/${name}`)));
      return checks.flatMap((check) => check ?? []).sort((a, b) => (a.made < b.made ? 1 : -1));
    },
    async plan({ at, recogniser, corpus, clips }) {
      const { files } = await runs.read(at);
      if (!files.includes(recogniser)) {
        throw new StudioError(404, `${recogniser}: is no recogniser of ${at}.`, "Reload the page.");
      }
      const name = basename(recogniser, ".onnx");
      const digest = await digestOf({ recogniser, corpus, clips: clips ?? null });
      const file = `${at}/${CHECKS}/${name}-${digest.slice(0, 8)}.json`;
      return {
        spec: {
          kind: "check",
          recogniser: await places.find(recogniser),
          corpus: await places.find(corpus),
          ...(clips === undefined ? {} : { clips }),
          file: await places.place(file),
        },
        name: `check of ${name} on ${corpus}`,
        at: file,
      };
    },
  };
}
