/** What the routes of a studio share. */
import { VERSION } from "../base/version.ts";
import type { StudioAbout } from "./answers.ts";
import { type Checks, openChecks } from "./checks.ts";
import { type Corpora, openCorpora } from "./corpora.ts";
import { type Jobs, type JobsOptions, openJobs } from "./jobs/jobs.ts";
import { settle } from "./jobs/settle.ts";
import { type Labels, openLabels } from "./labels.ts";
import { type Live, openLive } from "./live.ts";
import { type Lock, openLock } from "./lock.ts";
import type { Pictures } from "./pictures.ts";
import type { Places } from "./places.ts";
import { openRuns, type Runs } from "./runs.ts";
import { openStateFiles, type StateFiles } from "./state-files.ts";

export interface Studio {
  readonly places: Places;
  readonly state: StateFiles;
  readonly corpora: Corpora;
  readonly pictures: Pictures;
  readonly runs: Runs;
  readonly checks: Checks;
  readonly labels: Labels;
  readonly jobs: Jobs;
  readonly live: Live;
  readonly lock: Lock;
  about(): Promise<StudioAbout>;
  /** Tells the person at the terminal of a defect. */
  report(error: unknown): void;
  /** Stops what runs, where nothing is lost. */
  close(): Promise<void>;
}

export interface StudioOptions {
  readonly places: Places;
  readonly pictures: Pictures;
  readonly report: (error: unknown) => void;
  /** Who does the jobs; processes of their own by default. */
  readonly spawn?: JobsOptions["spawn"];
}

export async function createStudio({ places, pictures, report, spawn }: StudioOptions): Promise<Studio> {
  const state = await openStateFiles(places);
  const corpora = openCorpora(places, state);
  const live = openLive();
  const jobs = await openJobs({
    state,
    settle: (spec) => settle(spec, places, state),
    tell: live.tell,
    async learn({ at }, learnt) {
      await corpora.learn(at, learnt);
      live.tell({ kind: "corpus", at });
    },
    ...(spawn === undefined ? {} : { spawn }),
  });
  const lock = await openLock(state, jobs.takeOver);
  await lock.other();
  const runs = openRuns(places);
  return {
    places,
    state,
    corpora,
    pictures,
    runs,
    checks: openChecks(places, runs),
    labels: openLabels(places, corpora, live.tell),
    jobs,
    live,
    report,
    lock,
    about: async () => ({ version: VERSION, folder: places.folder, other: await lock.other() }),
    async close() {
      live.close();
      await jobs.close();
      await pictures.close();
      await lock.release();
    },
  };
}
