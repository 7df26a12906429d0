import { readFile, stat } from "node:fs/promises";
import type { Readable } from "node:stream";
import type { Audio } from "../audio/audio.ts";
import { decodeAudio } from "../audio/decode.ts";
import { AudioError, messageOf } from "../base/errors.ts";

/** The file name that stands for standard input. */
export const STANDARD_INPUT = "-";

/** What errors call a file. */
export function nameOf(path: string): string {
  return path === STANDARD_INPUT ? "standard input" : path;
}

/**
 * @param path - "-" reads standard input to its end
 * @throws AudioError that names the file, if it is missing or is no audio
 */
export async function readAudioFile(path: string): Promise<Audio> {
  const bytes = path === STANDARD_INPUT ? await readStream(process.stdin) : await readBytes(path);
  return (await decodeAudio(bytes, nameOf(path))).audio;
}

/** More than two hours of WAV at 48 kHz in stereo and 16 bits: what is longer is refused when decoded, anyway. */
const MAX_STREAM_BYTES = 2 ** 31 - 1;

async function readStream(stream: Readable & { readonly isTTY?: boolean }): Promise<Uint8Array> {
  const name = nameOf(STANDARD_INPUT);
  if (stream.isTTY === true) {
    throw new AudioError(
      `${name}: expected a recording, got a terminal.`,
      "Redirect one: prosodia predict - < talk.wav",
    );
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    if (!(chunk instanceof Uint8Array)) throw new TypeError("standard input has an encoding");
    chunks.push(chunk);
    size += chunk.length;
    if (size > MAX_STREAM_BYTES) {
      throw new AudioError(`${name}: expected at most 2 GB.`, "Cut it into clips.");
    }
  }
  return Buffer.concat(chunks);
}

async function readBytes(path: string): Promise<Uint8Array> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) throw new AudioError(`${path}: there is no such file.`);
  // A pipe would be waited for without end.
  if (!found.isFile()) {
    throw new AudioError(
      `${path}: expected a recording, got ${found.isDirectory() ? "a folder" : "no regular file"}.`,
    );
  }
  try {
    return await readFile(path);
  } catch (error) {
    throw new AudioError(`${path}: the file cannot be read (${messageOf(error)}).`);
  }
}
