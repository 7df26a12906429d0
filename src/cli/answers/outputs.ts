/** Files that answers are written to, by their endings. */
import { basename, extname } from "node:path";
import type { Audio } from "../../audio/audio.ts";
import { ConfigError } from "../../base/errors.ts";
import { atomicWrite } from "../../experiment/files/atomic-write.ts";
import { plotTimeline } from "../../plot/index.ts";
import { formatTextGrid } from "../../recogniser/index.ts";
import { nameOf } from "../read-audio-file.ts";
import { svgToPng } from "../svg-to-png.ts";
import type { Answer, Failure, Followed } from "./answer.ts";
import { formatAnswers } from "./answers-csv.ts";

/** Files of all answers. */
const LISTS = [".csv", ".json"];
/** Files of one recording over time. */
const TIMELINES = [".textgrid", ".svg", ".png"];

/** Those of `paths` that take the answers of all recordings, and those that take one timeline. */
export interface Outputs {
  readonly lists: readonly string[];
  readonly timelines: readonly string[];
}

/** @throws ConfigError for an ending that is not known */
export function sortOutputs(paths: readonly string[]): Outputs {
  for (const path of paths) {
    if ([...LISTS, ...TIMELINES].includes(endingOf(path))) continue;
    throw new ConfigError(
      `--out: expected a file name that ends in .csv, .json, .TextGrid, .svg or .png, got "${path}".`,
    );
  }
  const among = (endings: readonly string[]): string[] =>
    paths.filter((path) => endings.includes(endingOf(path)));
  return { lists: among(LISTS), timelines: among(TIMELINES) };
}

export async function writeList(
  path: string,
  answers: readonly (Answer | Failure)[],
  labels: readonly string[],
): Promise<void> {
  await atomicWrite(
    path,
    endingOf(path) === ".csv" ? formatAnswers(answers, labels) : `${JSON.stringify(answers)}\n`,
  );
}

export async function writeTimeline(
  path: string,
  audio: Audio,
  { file, timeline, votes }: Followed,
  labels: readonly string[],
): Promise<void> {
  if (endingOf(path) === ".textgrid") return atomicWrite(path, formatTextGrid(timeline, votes));
  const svg = plotTimeline(audio, timeline, { name: basename(nameOf(file)), labels });
  await atomicWrite(path, endingOf(path) === ".svg" ? svg : await svgToPng(svg));
}

function endingOf(path: string): string {
  return extname(path).toLowerCase();
}
