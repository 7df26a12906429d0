/** Recogniser files that commands ask. */
import { readFile, stat } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { ModelError } from "../base/errors.ts";
import { fileTrouble } from "../base/file-trouble.ts";
import { openRecogniser } from "../experiment/open-recogniser.ts";
import type { Recogniser } from "../recogniser/index.ts";

/** The recogniser that comes with Prosodia. */
export const READY_MADE = fileURLToPath(new URL("../../weights/ravdess.onnx", import.meta.url));

/** @throws ModelError that names the file */
export async function readRecogniser(path: string): Promise<Recogniser> {
  const hint = "Name a recogniser file: train writes them to runs/<name>/recognisers.";
  let bytes: Uint8Array;
  try {
    // a device or a pipe may never end
    if (!(await stat(path)).isFile()) throw new Error("no regular file");
    bytes = await readFile(path);
  } catch (error) {
    throw new ModelError(`${path}: the recogniser file cannot be read (${fileTrouble(error)}).`, hint);
  }
  return openRecogniser(path, bytes);
}
