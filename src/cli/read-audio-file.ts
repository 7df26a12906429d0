import { readFile } from "node:fs/promises";
import type { Audio } from "../audio/audio.ts";
import { decodeAudio } from "../audio/decode.ts";
import { AudioError } from "../base/errors.ts";

/** @throws AudioError that names the file, if it is missing or is no audio */
export async function readAudioFile(path: string): Promise<Audio> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    const missing = error instanceof Error && "code" in error && error.code === "ENOENT";
    throw new AudioError(`${path}: ${missing ? "there is no such file." : "the file cannot be read."}`);
  }
  return (await decodeAudio(bytes, path)).audio;
}
