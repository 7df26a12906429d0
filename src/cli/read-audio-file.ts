import { readFile, stat } from "node:fs/promises";
import type { Audio } from "../audio/audio.ts";
import { decodeAudio } from "../audio/decode.ts";
import { AudioError, messageOf } from "../base/errors.ts";

/** @throws AudioError that names the file, if it is missing or is no audio */
export async function readAudioFile(path: string): Promise<Audio> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) throw new AudioError(`${path}: there is no such file.`);
  // A pipe would be waited for without end.
  if (!found.isFile())
    throw new AudioError(
      `${path}: expected a recording, got ${found.isDirectory() ? "a folder" : "no regular file"}.`,
    );
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    throw new AudioError(`${path}: the file cannot be read (${messageOf(error)}).`);
  }
  return (await decodeAudio(bytes, path)).audio;
}
