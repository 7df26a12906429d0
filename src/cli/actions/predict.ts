/** `prosodia predict`: label and probabilities of recordings. */
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import pc from "picocolors";
import type { Audio } from "../../audio/audio.ts";
import { AudioError, ModelError, messageOf, type ProsodiaError } from "../../base/errors.ts";
import { openRecogniser } from "../../experiment/open-recogniser.ts";
import { loadPlugins } from "../../experiment/plugins.ts";
import type { Given, Prediction, Recogniser } from "../../recogniser/index.ts";
import type { Assignments } from "../assignment.ts";
import { formatColumns, printJson } from "../print.ts";
import { nameOf, readAudioFile } from "../read-audio-file.ts";

/** The recogniser that comes with Prosodia. */
const READY_MADE = fileURLToPath(new URL("../../../weights/ravdess.onnx", import.meta.url));

export interface PredictOptions {
  readonly model?: string;
  readonly plugin?: readonly string[];
  /** Column -> value. */
  readonly given?: Assignments;
  /** Clips of the speaker. */
  readonly enrol?: readonly string[];
  readonly json?: boolean;
}

interface Row extends Prediction {
  readonly file: string;
}

export async function predict(files: readonly string[], options: PredictOptions): Promise<void> {
  await loadPlugins((options.plugin ?? []).map((path) => resolve(path)));
  const recogniser = await readRecogniser(options.model ?? READY_MADE);
  const rows: Row[] = [];
  const problems: ProsodiaError[] = [];
  try {
    const given = await givenOf(recogniser, options);
    for (const file of files) {
      try {
        rows.push({ file, ...(await recogniser.predict(await readAudioFile(file), given)) });
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
    process.stdout.write(describe(rows));
    if (options.model === undefined) {
      const { trainedOn } = recogniser.info;
      process.stdout.write(
        pc.dim(`Ready-made recogniser, trained on ${trainedOn.corpus}: ${trainedOn.licence}\n`),
      );
    }
  }
  // What can be answered is answered; what cannot is told, and makes the command fail.
  for (const problem of problems.slice(0, -1)) process.stderr.write(`prosodia: ${problem.message}\n`);
  const last = problems.at(-1);
  if (last !== undefined) throw last;
}

function describe(rows: readonly Row[]): string {
  const table = rows.map(({ file, label, probabilities }) => {
    const ranked = Object.entries(probabilities).toSorted(([, a], [, b]) => b - a);
    return [
      file,
      label,
      ranked
        .slice(0, 3)
        .map(([one, p]) => `${one} ${(100 * p).toFixed(0)} %`)
        .join(", "),
    ];
  });
  return `${formatColumns(table).join("\n")}\n`;
}

async function givenOf(recogniser: Recogniser, { given = {}, enrol }: PredictOptions): Promise<Given> {
  const columns = Object.fromEntries(Object.entries(given).map(([column, value]) => [column, String(value)]));
  if (enrol === undefined) return { columns };
  const clips: Audio[] = [];
  for (const file of enrol) clips.push(await readAudioFile(file));
  return { columns, enrolment: recogniser.enrol(clips) };
}

/** @throws ModelError that names the file */
async function readRecogniser(path: string): Promise<Recogniser> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    throw new ModelError(
      `${path}: the recogniser file cannot be read (${messageOf(error)}).`,
      "Name one with --model: train writes them to runs/<name>/recognisers.",
    );
  }
  return openRecogniser(path, bytes);
}
