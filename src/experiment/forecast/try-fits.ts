/** Fits of kinds that were never done here, tried on a few rows: what they take is learnt, so that it can be told. */
import { ProsodiaError } from "../../base/errors.ts";
import { eachOf } from "../../base/slots.ts";
import { trialJob } from "../jobs/trial.ts";
import type { Services, Training } from "../work/services.ts";
import type { Effort } from "../work/timings.ts";
import type { Piece, Stage } from "./stage.ts";

/** s, of all trials together; and so much of what they tell of, where that is more. */
const SECONDS = 2;
const SHARE = 0.02;
/** s that no trial is shorter than. */
const SHORTEST = 0.1;

/** Pieces that take alike. */
interface Kind {
  readonly effort: Effort;
  readonly trial: Training;
  pieces: number;
}

/**
 * @returns the stages, without what was tried
 * @throws the signal's reason when aborted
 */
export async function tryFits(stages: readonly Stage[], services: Services): Promise<Stage[]> {
  const kinds = kindsOf(stages);
  await tryKinds(kinds, services);
  const { timings } = services;
  const left = (piece: Piece): Promise<Piece> =>
    timings.guess(piece.effort).then((known) => {
      const { trial, ...rest } = piece;
      return known === undefined && trial !== undefined ? piece : rest;
    });
  return Promise.all(
    stages.map(async (stage) => ({ ...stage, pieces: await Promise.all(stage.pieces.map(left)) })),
  );
}

async function tryKinds(kinds: readonly Kind[], services: Services): Promise<void> {
  if (kinds.length === 0) return;
  const { workers, timings, tell } = services;
  const seconds = Math.max(SHORTEST, SECONDS / Math.ceil(kinds.length / workers));
  // as many at once as there will be: they take longer so
  const places = kinds.flatMap((kind) =>
    Array.from({ length: Math.min(kind.pieces, Math.ceil(workers / kinds.length)) }, (_, place) => ({
      kind,
      place,
    })),
  );
  const begun = performance.now();
  let told = 0;
  let done = 0;
  await eachOf(places, workers, async ({ kind, place }) => {
    services.signal?.throwIfAborted();
    if (performance.now() - begun > 1000 * Math.max(SECONDS, SHARE * told)) return;
    const { effort, trial, pieces } = kind;
    try {
      const { result } = await services.ask(trialJob, { ...trial, seconds, weight: pieces / workers, place });
      for (const { rows, seconds: took } of result.fits) timings.learn({ ...effort, size: rows }, took);
      if (place === 0) told += (pieces * ((await timings.guess(effort)) ?? 0)) / workers;
    } catch (error) {
      // so few rows may be too few
      if (!(error instanceof ProsodiaError)) throw error;
    }
    tell?.({ kind: "stage", name: "Trying how long fits take", done: ++done, total: places.length });
  });
}

/** Those that can be tried. */
function kindsOf(stages: readonly Stage[]): Kind[] {
  const kinds = new Map<string, Kind>();
  for (const { effort, trial } of stages.flatMap(({ pieces }) => pieces)) {
    const name = JSON.stringify(effort.of);
    const known = kinds.get(name);
    if (known !== undefined) known.pieces++;
    else if (trial !== undefined) kinds.set(name, { effort, trial, pieces: 1 });
  }
  return [...kinds.values()];
}
