/** `prosodia predict` with an estimator: numbers of recordings, such as arousal and valence. */
import pc from "picocolors";
import { formatCsv } from "../../base/csv.ts";
import { AudioError, ConfigError, type ProsodiaError } from "../../base/errors.ts";
import { shortFloat } from "../../base/short-float.ts";
import { inert } from "../../dataset/predictions-csv.ts";
import { atomicWrite } from "../../experiment/files/atomic-write.ts";
import { type Estimator, type EstimatorInfo, isOfNewSpeakers } from "../../recogniser/index.ts";
import { printLines, tellLines } from "../lines.ts";
import { formatColumns, printJson } from "../print.ts";
import { nameOf, readAudioFile } from "../read-audio-file.ts";
import type { PredictOptions } from "./predict.ts";

/**
 * @throws ConfigError for options that only recognisers of labels have
 * @throws AudioError for the last recording that cannot be answered
 */
export async function predictNumbers(
  estimator: Estimator,
  files: readonly string[],
  { given, enrol, timeline, out = [], anySound = false, json = false }: PredictOptions,
): Promise<void> {
  const other = out.find((path) => !path.toLowerCase().endsWith(".csv"));
  if (given !== undefined || enrol !== undefined || timeline === true || other !== undefined) {
    throw new ConfigError(
      "the model is an estimator: it tells numbers of whole recordings, from audio alone; expected no --given, --enrol or --timeline, and --out of .csv only.",
    );
  }
  const { info } = estimator;
  const answers: { file: string; values: Readonly<Record<string, number>> }[] = [];
  const problems: ProsodiaError[] = [];
  for (const file of files) {
    try {
      answers.push({ file, values: await estimator.predict(await readAudioFile(file), { anySound }) });
    } catch (error) {
      if (!(error instanceof AudioError)) throw error;
      const name = nameOf(file);
      problems.push(error.message.includes(name) ? error : new AudioError(`${name}: ${error.message}`));
    }
  }
  const names = info.dimensions.map(({ name }) => name);
  for (const path of out) {
    const rows = answers.map(({ file, values }) => [
      inert(file),
      ...names.map((name) => shortFloat(Math.fround(values[name]))),
    ]);
    await atomicWrite(path, formatCsv([["file", ...names.map(inert)], ...rows]));
  }
  if (json) printJson(answers.map((one) => ({ ...one, measured: info.measured })));
  else if (answers.length > 0) {
    printLines(
      pc.dim(expectation(info)),
      ...formatColumns(
        answers.map(({ file, values }) => [
          nameOf(file),
          ...names.map((name) => `${name} ${values[name].toFixed(2)}`),
        ]),
      ),
    );
  }
  for (const problem of problems.slice(0, -1)) tellLines(`prosodia: ${problem.message}`);
  const last = problems.at(-1);
  if (last !== undefined) throw last;
}

/** What to expect of its answers. */
export function expectation({
  measured,
  dimensions,
}: Pick<EstimatorInfo, "measured" | "dimensions">): string {
  const ranges = dimensions.map(({ name, low, high }) => `${name} ${low} to ${high}`).join(", ");
  if (measured === null) return `Trained on ${ranges}; not measured.`;
  const words = measured.scores.flatMap(({ metric, value, low, high }) =>
    metric.endsWith(" ccc") ? [`${metric} ${value.toFixed(2)} [${low.toFixed(2)}, ${high.toFixed(2)}]`] : [],
  );
  const isNew = isOfNewSpeakers({ measured });
  const who = isNew ? "For new speakers" : `Of speakers that it knows (${measured.protocol})`;
  const scores = words.join(", ");
  const told =
    measured.knowsSpeakers === true
      ? `${who}, with other clips of theirs at hand: ${scores}. Here it answers as for an average speaker: expect less`
      : `${who}: ${scores}`;
  return `${told}. Trained on ${ranges}.`;
}
