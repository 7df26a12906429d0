/** Files that answers are written to, by their endings. */
import { basename } from "node:path";
import type { Audio } from "../../audio/audio.ts";
import { atomicWrite } from "../../experiment/files/atomic-write.ts";
import { plotTimeline } from "../../plot/index.ts";
import { formatTextGrid } from "../../recogniser/index.ts";
import { endingOf } from "../endings.ts";
import { nameOf } from "../read-audio-file.ts";
import { svgToPng } from "../svg-to-png.ts";
import type { Answer, Failure, Followed } from "./answer.ts";
import { formatAnswers } from "./answers-csv.ts";

/** Files of all answers. */
const LISTS = [".csv", ".json"];
/** Files of one recording over time. */
const TIMELINES = [".TextGrid", ".svg", ".png"];

/** Those of `paths` that take the answers of all recordings, and those that take one timeline. */
export interface Outputs {
  readonly lists: readonly string[];
  readonly timelines: readonly string[];
}

/** @throws ConfigError for an ending that is not known */
export function sortOutputs(paths: readonly string[]): Outputs {
  const isList = (path: string) => LISTS.includes(endingOf("--out", path, [...LISTS, ...TIMELINES]));
  return { lists: paths.filter(isList), timelines: paths.filter((path) => !isList(path)) };
}

export async function writeList(
  path: string,
  answers: readonly (Answer | Failure)[],
  labels: readonly string[],
): Promise<void> {
  const isCsv = endingOf("--out", path, LISTS) === ".csv";
  await atomicWrite(path, isCsv ? formatAnswers(answers, labels) : `${JSON.stringify(answers)}\n`);
}

export async function writeTimeline(
  path: string,
  audio: Audio,
  { file, timeline, votes }: Followed,
  labels: readonly string[],
): Promise<void> {
  const ending = endingOf("--out", path, TIMELINES);
  if (ending === ".textgrid") return atomicWrite(path, formatTextGrid(timeline, votes));
  const svg = plotTimeline(audio, timeline, { name: basename(nameOf(file)), labels });
  await atomicWrite(path, ending === ".svg" ? svg : await svgToPng(svg));
}
