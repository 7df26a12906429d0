/** Recogniser files that commands and jobs ask. */
import { readFile, stat } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { ModelError } from "../../base/errors.ts";
import { fileTrouble } from "../../base/file-trouble.ts";
import { type Estimator, isEstimatorFile, type Recogniser } from "../../recogniser/index.ts";
import { openEstimator, openRecogniser } from "./open-recogniser.ts";

/** The recogniser that comes with Prosodia. */
export const READY_MADE = fileURLToPath(new URL("../../../weights/ravdess.onnx", import.meta.url));

/** @throws ModelError that names the file */
export async function readRecogniser(path: string): Promise<Recogniser> {
  return openRecogniser(path, await bytesOf(path));
}

/**
 * The estimator in a file; undefined if it is something else.
 *
 * @throws ModelError that names the file
 */
export async function readEstimator(path: string): Promise<Estimator | undefined> {
  const bytes = await bytesOf(path);
  return isEstimatorFile(bytes) ? openEstimator(path, bytes) : undefined;
}

async function bytesOf(path: string): Promise<Uint8Array> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) throw new Error("it is a folder");
    // a device or a pipe may never end
    if (!found.isFile()) throw new Error("no regular file");
    return await readFile(path);
  } catch (error) {
    throw new ModelError(
      `${path}: the recogniser file cannot be read (${fileTrouble(error)}).`,
      "Name a recogniser file: train writes them to runs/<name>/recognisers.",
    );
  }
}
