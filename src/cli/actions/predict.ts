/** `prosodia predict`: label and probabilities of recordings. */
import { resolve } from "node:path";
import pc from "picocolors";
import type { Audio } from "../../audio/audio.ts";
import { bandwidthHz } from "../../audio/bandwidth.ts";
import { loudDb } from "../../audio/level.ts";
import { AudioError, NoSpeechError, type ProsodiaError, TooShortError } from "../../base/errors.ts";
import { splits } from "../../dataset/split/index.ts";
import { loadPlugins } from "../../experiment/plugins.ts";
import {
  bandwidthWarning,
  type Given,
  heardHz,
  levelWarning,
  type Prediction,
  type Recogniser,
  type RecogniserInfo,
} from "../../recogniser/index.ts";
import { notSureSentence, sharesText } from "../../report/index.ts";
import type { Assignments } from "../assignment.ts";
import { printLines, tellLines } from "../lines.ts";
import { formatColumns, printJson } from "../print.ts";
import { nameOf, readAudioFile } from "../read-audio-file.ts";
import { READY_MADE, readRecogniser } from "../read-recogniser.ts";

export interface PredictOptions {
  readonly model?: string;
  readonly plugin?: readonly string[];
  /** Column -> value. */
  readonly given?: Assignments;
  /** Clips of the speaker. */
  readonly enrol?: readonly string[];
  readonly anySound?: boolean;
  readonly json?: boolean;
}

/** A recording in which nobody speaks, or too little: it gets no label. */
interface Unspoken {
  readonly file: string;
  readonly label: null;
  readonly reason: "no speech" | "too short";
  readonly why: string;
}

interface Row extends Prediction {
  readonly file: string;
  /** What to expect for people that the recogniser does not know; null where that was not measured. */
  readonly newSpeakers: RecogniserInfo["measured"];
  /** Highest frequency that the recording holds. */
  readonly bandwidthHz: number;
  /** Highest frequency that the recogniser was trained on. */
  readonly trainedHz: number;
  /** Level of its loud sounds, dBFS. */
  readonly levelDb: number;
  /** Why the answer is not to be trusted. */
  readonly warnings: readonly string[];
}

export async function predict(files: readonly string[], options: PredictOptions): Promise<void> {
  await loadPlugins((options.plugin ?? []).map((path) => resolve(path)));
  const recogniser = await readRecogniser(options.model ?? READY_MADE);
  const rows: (Row | Unspoken)[] = [];
  const problems: ProsodiaError[] = [];
  try {
    const given = await givenOf(recogniser, options);
    for (const file of files) {
      try {
        rows.push(await answerTo(file, recogniser, given));
      } catch (error) {
        if (!(error instanceof AudioError)) throw error;
        const name = nameOf(file);
        problems.push(error.message.includes(name) ? error : new AudioError(`${name}: ${error.message}`));
      }
    }
  } finally {
    await recogniser.release();
  }
  if (options.json === true) {
    printJson(rows);
  } else if (rows.length > 0) {
    for (const row of rows) {
      const { file } = row;
      if (row.label === null) continue;
      for (const warning of row.warnings) {
        tellLines(`${pc.yellow("warning:")} ${nameOf(file)}: ${warning}`);
      }
    }
    const { notSure } = recogniser.info;
    printLines(
      pc.dim(expectation(recogniser.info)),
      ...(notSure === undefined ? [] : [pc.dim(notSureSentence(notSure))]),
      ...describe(rows),
    );
    if (options.model === undefined) {
      const { trainedOn } = recogniser.info;
      printLines(pc.dim(`Ready-made recogniser, trained on ${trainedOn.corpus}: ${trainedOn.licence}`));
    }
  }
  // What can be answered is answered; what cannot is told, and makes the command fail.
  for (const problem of problems.slice(0, -1)) tellLines(`prosodia: ${problem.message}`);
  const last = problems.at(-1);
  if (last !== undefined) throw last;
}

async function answerTo(file: string, recogniser: Recogniser, given: Given): Promise<Row | Unspoken> {
  try {
    return await rowOf(file, recogniser, given);
  } catch (error) {
    if (!(error instanceof NoSpeechError)) throw error;
    const reason = error instanceof TooShortError ? "too short" : "no speech";
    return { file, label: null, reason, why: error.message };
  }
}

async function rowOf(file: string, recogniser: Recogniser, given: Given): Promise<Row> {
  const audio = await readAudioFile(file);
  const prediction = await recogniser.predict(audio, given);
  const { info } = recogniser;
  const [width, levelDb] = [bandwidthHz(audio), loudDb(audio)];
  return {
    file,
    ...prediction,
    bandwidthHz: width,
    trainedHz: heardHz(info),
    levelDb,
    warnings: [bandwidthWarning(info, width) ?? [], levelWarning(info, levelDb) ?? []].flat(),
    newSpeakers: isOfNewSpeakers(info) ? info.measured : null,
  };
}

function isOfNewSpeakers({ measured }: RecogniserInfo): boolean {
  return splits.list.some(({ id, apart }) => id === measured?.protocol && apart === "speaker");
}

/** What to expect of its answers: for new people first, since they are whom it is asked about. */
function expectation(info: RecogniserInfo): string {
  const { measured } = info;
  const words = measured === null ? undefined : sharesText(measured.scores).join(", ");
  if (isOfNewSpeakers(info)) return `For new speakers: ${words}.`;
  const others = words === undefined ? "" : ` Of speakers that it knows (${measured?.protocol}): ${words}.`;
  return `Not measured on new speakers: expect less of them.${others}`;
}

function describe(rows: readonly (Row | Unspoken)[]): string[] {
  const table = rows.map((row) => {
    if (row.label === null) return [row.file, row.reason, row.why];
    const { file, label, probabilities, sure } = row;
    const ranked = Object.entries(probabilities).toSorted(([, a], [, b]) => b - a);
    return [
      file,
      sure === false ? `not sure: ${label}` : label,
      ranked
        .slice(0, 3)
        .map(([one, p]) => `${one} ${(100 * p).toFixed(0)} %`)
        .join(", "),
    ];
  });
  return formatColumns(table);
}

async function givenOf(
  recogniser: Recogniser,
  { given = {}, enrol, anySound = false }: PredictOptions,
): Promise<Given> {
  const columns = Object.fromEntries(Object.entries(given).map(([column, value]) => [column, String(value)]));
  if (enrol === undefined) return { columns, anySound };
  const clips: Audio[] = [];
  for (const file of enrol) clips.push(await readAudioFile(file));
  return { columns, anySound, enrolment: await recogniser.enrol(clips) };
}
