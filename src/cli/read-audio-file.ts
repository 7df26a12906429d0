import type { Readable } from "node:stream";
import type { Audio } from "../audio/audio.ts";
import { decodeAudio } from "../audio/decode.ts";
import { AudioError } from "../base/errors.ts";
import { MAX_BYTES, readBytes } from "../experiment/read-bytes.ts";

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
    if (size > MAX_BYTES) {
      throw new AudioError(`${name}: expected at most 2 GB.`, "Cut it into clips.");
    }
  }
  return Buffer.concat(chunks);
}
