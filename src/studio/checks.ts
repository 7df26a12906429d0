/** How a run's recognisers behave: checks that lie in its folder, each as `prosodia check --json` prints it. */
import { readdir, readFile, stat } from "node:fs/promises";
import { basename } from "node:path";
import { digestOf } from "../base/digest.ts";
import { ConfigError, ProsodiaError } from "../base/errors.ts";
import { fileTrouble } from "../base/file-trouble.ts";
import { parseCheckReport } from "../check/index.ts";
import type { CheckList, RunCheck } from "./answers.ts";
import type { JobSpec, NewJob } from "./jobs/job.ts";
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
  /** Of the run's own recognisers. @throws StudioError if there is no such run */
  list(at: string): Promise<CheckList>;
  /** The job that is to be started. @throws StudioError if the run has no such recogniser */
  plan(asked: CheckAsked): Promise<NewJob>;
}

type CheckSpec = Extract<JobSpec, { kind: "check" }>;

/** Below a run's folder. */
const CHECKS = "checks";
const ONNX = ".onnx";

/** Where the result of one is kept: another corpus, or another number of clips, is another check. */
export async function checkFileOf({ run, recogniser, corpus, clips }: CheckSpec): Promise<string> {
  const digest = await digestOf({ recogniser, corpus, clips: clips ?? null });
  return `${run}/${CHECKS}/${basename(recogniser, ONNX)}-${digest.slice(0, 8)}.json`;
}

export function openChecks(places: Places, runs: Runs): Checks {
  /** @throws ConfigError if it is no check of one of the files */
  async function readCheck(at: string, files: readonly string[]): Promise<RunCheck> {
    const file = await places.find(at);
    const { mtime } = await stat(file);
    const text = await readFile(file, "utf8").catch((error: unknown) => {
      throw new ConfigError(`${at}: cannot be read (${fileTrouble(error)}).`);
    });
    const report = parseCheckReport(at, text);
    const recogniser = files.find((one) => basename(one, ONNX) === report.recogniser);
    if (recogniser === undefined) {
      throw new ConfigError(
        `${at}: is a check of "${report.recogniser}", which is no recogniser of this run.`,
      );
    }
    const written = await stat(await places.find(recogniser));
    return { at, recogniser, made: mtime.toISOString(), isOlder: mtime < written.mtime, report };
  }

  return {
    async list(at) {
      const { files } = await runs.read(at);
      const names = await readdir(await places.place(`${at}/${CHECKS}`)).catch(() => []);
      const checks: RunCheck[] = [];
      const problems: string[] = [];
      for (const name of names.filter((one) => one.endsWith(".json"))) {
        try {
          checks.push(await readCheck(`${at}/${CHECKS}/${name}`, files));
        } catch (error) {
          if (!(error instanceof ProsodiaError)) throw error;
          problems.push(error.message);
        }
      }
      return { checks: checks.sort((a, b) => (a.made < b.made ? 1 : -1)), problems };
    },
    async plan({ at, recogniser, corpus, clips }) {
      const { files } = await runs.read(at);
      if (!files.includes(recogniser)) {
        throw new StudioError(404, `${recogniser}: is no recogniser of ${at}.`, "Reload the page.");
      }
      const spec = {
        kind: "check" as const,
        run: at,
        recogniser,
        corpus,
        ...(clips === undefined ? {} : { clips }),
      };
      return {
        spec,
        name: `check of ${basename(recogniser, ONNX)} on ${corpus}`,
        at: await checkFileOf(spec),
      };
    },
  };
}
