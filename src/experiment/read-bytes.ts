import { readFile } from "node:fs/promises";
import { AudioError, messageOf } from "../base/errors.ts";

/** @throws AudioError that names the file, if it cannot be read */
export async function readBytes(path: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return Uint8Array.from(await readFile(path));
  } catch (error) {
    throw new AudioError(`${path}: the file cannot be read (${messageOf(error)}).`);
  }
}
