/** How long a run will take: its work is gone through without being done, and told by what work like it took here before. */

import { createSlots } from "../../base/slots.ts";
import type { Job } from "../jobs/job.ts";
import type { Forecast } from "../work/events.ts";
import { type Answer, type AskOptions, knownResult, type Services } from "../work/services.ts";
import type { Effort, Timings } from "../work/timings.ts";
import type { Piece, Stage } from "./stage.ts";
import { tryFits } from "./try-fits.ts";

export async function forecast(stages: readonly Stage[], timings: Timings): Promise<Forecast> {
  const unknown = new Set<string>();
  const told: { name: string; seconds: number }[] = [];
  for (const stage of stages) {
    if (stage.pieces.length === 0) continue;
    const { seconds, unknown: own } = await piecesTake(stage, timings);
    const around = (await timings.guess(aroundPieces(stage))) ?? 0;
    told.push({ name: stage.name, seconds: seconds + around });
    for (const name of own) unknown.add(name);
  }
  return {
    seconds: told.reduce((sum, { seconds }) => sum + seconds, 0),
    stages: told,
    unknown: [...unknown],
  };
}

/** What the pieces of a stage take that are known, each done by whoever is free first; and the names of the others. */
async function piecesTake({ atOnce, pieces }: Stage, timings: Timings): Promise<Omit<Forecast, "stages">> {
  const busy = new Array<number>(atOnce).fill(0);
  const unknown: string[] = [];
  for (const { name, effort } of pieces) {
    const seconds = await timings.guess(effort);
    if (seconds === undefined) unknown.push(name);
    else busy[busy.indexOf(Math.min(...busy))] += seconds;
  }
  return { seconds: Math.max(...busy), unknown };
}

/** What a stage takes beside its pieces: threads that start, which is as much as handing on ten pieces, and results that are put together. */
const aroundPieces = ({ name, pieces }: Stage): Effort => ({
  of: { around: name },
  size: 10 + pieces.length,
});

/** A run that was told how long it takes, and teaches how long it took. */
export interface ToldRun {
  readonly forecast: Forecast | null;
  /** Features are there: what could not be tried without them is tried, and told. */
  afterFeatures(): Promise<void>;
  /** Services under which it is told again, once fits have made half of what was unknown known. */
  readonly watched: Services;
  /** Does a stage. */
  stage<T>(name: string, work: () => Promise<T>): Promise<T>;
}

/**
 * @param given - the stages of a run; undefined where they are not known
 * @throws the signal's reason when aborted
 */
export async function tellForecast(
  given: readonly Stage[] | undefined,
  services: Services,
): Promise<ToldRun> {
  if (given === undefined) {
    return {
      forecast: null,
      afterFeatures: async () => {},
      watched: services,
      stage: (_, work) => work(),
    };
  }
  const { tell, timings } = services;
  let stages = await tryFits(given, services);
  const first = await forecast(stages, timings);
  tell?.({ kind: "forecast", forecast: first });
  let unknown = first.unknown.length;
  async function again(): Promise<void> {
    if (unknown === 0) return;
    const next = await forecast(stages, timings);
    // a search has a hundred settings: not once for each of them
    if (next.unknown.length > unknown / 2) return;
    unknown = next.unknown.length;
    tell?.({ kind: "forecast", forecast: next });
  }
  return {
    forecast: first,
    async afterFeatures() {
      stages = await tryFits(stages, services);
      await again();
    },
    watched: {
      ...services,
      tell(event) {
        tell?.(event);
        if (event.kind === "fit" && event.state === "done" && !event.known) void again();
      },
    },
    async stage(name, work) {
      const begun = performance.now();
      const result = await work();
      const took = (performance.now() - begun) / 1000;
      const stage = stages.find((one) => one.name === name);
      if (stage !== undefined && stage.pieces.length > 0) {
        const { seconds } = await piecesTake(stage, timings);
        timings.learn(aroundPieces(stage), Math.max(0, took - seconds));
      }
      return result;
    },
  };
}

/**
 * What some work would ask for that is not in the cache. In place of results that are not there yet it gets stand-ins, so that
 * what it does after looking at them may differ.
 */
export async function piecesOf(
  work: (services: Services) => Promise<unknown>,
  services: Services,
): Promise<Piece[]> {
  const pieces = new Map<string, Piece>();
  const tried = new Set<string>();
  async function foresee<I, R>(
    job: Job<I, R>,
    input: I,
    { expected }: AskOptions<R> = {},
  ): Promise<Answer<R>> {
    const key = await job.key(input);
    const result = await knownResult(job, input, key, services.cache);
    if (result !== undefined) return { key, result, known: true };
    if (expected === undefined) throw new Error(`nobody expects what a job (${job.kind}) takes`);
    const { name, effort } = expected;
    const id = `${job.kind}/${key}`;
    const kind = JSON.stringify(effort.of);
    const isNew = !tried.has(kind) && (await services.timings.guess(effort)) === undefined;
    if (isNew) tried.add(kind);
    if (!pieces.has(id)) pieces.set(id, { name, effort, ...(isNew ? { trial: expected.trial() } : {}) });
    return { key, result: expected.standIn(), known: false };
  }
  // inputs are as large as their rows: one at a time
  const slots = createSlots(1);
  await work({
    ...services,
    tell: undefined,
    ask: (job, input, options) => slots.use(() => foresee(job, input, options)),
  });
  return [...pieces.values()];
}
