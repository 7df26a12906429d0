/** `prosodia predict`: label and probabilities of recordings. */
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Command } from "commander";
import pc from "picocolors";
import { ModelError, ProsodiaError } from "../../base/errors.ts";
import { loadRecogniser, type Recogniser } from "../../recogniser/index.ts";
import { formatColumns, printJson } from "../print.ts";
import { readAudioFile } from "../read-audio-file.ts";

/** The recogniser that comes with Prosodia. */
const READY_MADE = fileURLToPath(new URL("../../../weights/ravdess.onnx", import.meta.url));

export function addPredictCommand(program: Command): void {
  program
    .command("predict <file...>")
    .description("label and probabilities of recordings, by a recogniser file")
    .option("--model <file>", "recogniser (.onnx); the ready-made one by default")
    .option("--json", "print an array of {file, label, probabilities}")
    .addHelpText(
      "after",
      "\nExamples:\n  prosodia predict talk.wav\n  prosodia predict clips/*.wav --model runs/mine/recognisers/svm.onnx --json",
    )
    .action(predict);
}

async function predict(files: string[], options: { model?: string; json?: boolean }): Promise<void> {
  const recogniser = await readRecogniser(options.model ?? READY_MADE);
  const rows: { file: string; label: string; probabilities: Readonly<Record<string, number>> }[] = [];
  for (const file of files) {
    const audio = await readAudioFile(file);
    try {
      rows.push({ file, ...(await recogniser.predict(audio)) });
    } catch (error) {
      if (error instanceof ProsodiaError) throw new ModelError(`${file}: ${error.message}`);
      throw error;
    }
  }
  await recogniser.release();
  if (options.json === true) {
    printJson(rows);
    return;
  }
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
  process.stdout.write(`${formatColumns(table).join("\n")}\n`);
  if (options.model === undefined) {
    const { trainedOn } = recogniser.info;
    process.stdout.write(
      pc.dim(`Ready-made recogniser, trained on ${trainedOn.corpus}: ${trainedOn.licence}\n`),
    );
  }
}

/** @throws ModelError that names the file */
export async function readRecogniser(path: string): Promise<Recogniser> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch {
    throw new ModelError(`${path}: there is no such recogniser file; train one, or name one with --model.`);
  }
  try {
    return await loadRecogniser(bytes);
  } catch (error) {
    if (error instanceof ProsodiaError) throw new ModelError(`${path}: ${error.message}`);
    throw error;
  }
}
