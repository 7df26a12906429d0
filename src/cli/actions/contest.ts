/** `prosodia contest`: a contest's files, their log, and what its public board is still worth. */
import { resolve } from "node:path";
import { ConfigError } from "../../base/errors.ts";
import { boardSvg, publicRowsOf, readBoard, type Scored } from "../../contest/index.ts";
import { atomicWrite } from "../../experiment/files/atomic-write.ts";
import {
  addAnswers,
  type ContestFolder,
  createContest,
  enterScore,
  openContest,
} from "../../experiment/folder/contest-folder.ts";
import { localScoreOf, readRunScores, recogniserOf } from "../../experiment/folder/run-scores.ts";
import type { WorkOptions } from "../../experiment/open-work.ts";
import { describeAdded, describeBoard, describeFiles } from "../describe-contest.ts";
import { endingOf } from "../endings.ts";
import { printLines, tellLines } from "../lines.ts";
import { printJson } from "../print.ts";
import { svgToPng } from "../svg-to-png.ts";
import { withServices } from "../with-services.ts";

export interface NewContestOptions extends WorkOptions {
  readonly train: string;
  readonly test: string;
  readonly sample?: string;
  readonly name?: string;
  readonly publicRows?: number;
}

export async function newContest(folder: string, options: NewContestOptions): Promise<void> {
  const { contest, notes } = await withServices(options, "Stopped; nothing was written.", (services) =>
    createContest(folder, options, services),
  );
  tellLines(...notes.map((note) => `note: ${note}`));
  printLines(
    `${contest.name}: ${contest.ids.length} rows ${contest.columns.join(",")}, ${contest.labels.length} labels; ` +
      `the public score is made of ${publicRowsOf(contest)} rows${contest.publicRows === undefined ? " as far as is known (--public-rows)" : ""}.`,
  );
}

export interface AddOptions {
  readonly scores?: string;
  readonly recogniser?: string;
}

export async function addFile(
  folder: string,
  path: string,
  { scores, recogniser }: AddOptions,
): Promise<void> {
  if (scores === undefined && recogniser !== undefined) {
    throw new ConfigError("contest add: --recogniser: expected --scores <run>, whose recogniser it is.");
  }
  const opened = await openContest(folder);
  const event = await addAnswers(
    opened,
    path,
    scores === undefined ? {} : await originOf(scores, recogniser),
  );
  printLines(...describeAdded(event));
}

async function originOf(place: string, name: string | undefined) {
  const scores = await readRunScores(place);
  const recogniser = recogniserOf(scores, name);
  const local = localScoreOf(scores, recogniser);
  return {
    experiment: scores.name,
    recogniser: recogniser.name,
    ...(local === undefined ? {} : { local }),
  };
}

export async function score(folder: string, file: string, value: number): Promise<void> {
  await enterScore(await openContest(folder), file, value);
  printLines(...boardLines(await openContest(folder)));
}

export interface ShowContestOptions {
  readonly plot?: string;
  readonly json?: boolean;
}

export async function showContest(folder: string, { plot, json }: ShowContestOptions): Promise<void> {
  const opened = await openContest(folder);
  const { contest, files } = opened;
  const board = boardOf(opened);
  if (json === true) printJson({ contest: { ...contest, rows: publicRowsOf(contest) }, files, board });
  else {
    printLines(...describeFiles(files, board));
    const gone = files.filter(({ file }) => !opened.answers.has(file)).map(({ file }) => file);
    if (gone.length > 0) tellLines(`note: not there as they were logged, and left out: ${gone.join(", ")}.`);
    printLines(...boardLines(opened));
  }
  if (plot !== undefined) await writePlot(plot, opened, board?.leader ?? null);
}

async function writePlot(
  path: string,
  { contest, files }: ContestFolder,
  leader: string | null,
): Promise<void> {
  const ending = endingOf("--plot", path, [".svg", ".png"]);
  const svg = boardSvg(contest.name, files, publicRowsOf(contest), leader);
  await atomicWrite(path, ending === ".svg" ? svg : await svgToPng(svg));
  tellLines(`Plot: ${resolve(path)}`);
}

/** Null while no file has a public score. */
function boardOf({ contest, files, answers }: ContestFolder) {
  const scored = files
    .toSorted((a, b) => (a.asked ?? 0) - (b.asked ?? 0))
    .flatMap((one): Scored[] => {
      const own = answers.get(one.file);
      if (one.public === null || own === undefined) return [];
      return [{ file: one.file, public: one.public, local: one.local ?? null, answers: own }];
    });
  return scored.length === 0 ? null : readBoard(scored, publicRowsOf(contest));
}

function boardLines(opened: ContestFolder): string[] {
  const board = boardOf(opened);
  return board === null ? [] : describeBoard(board, opened.contest);
}
