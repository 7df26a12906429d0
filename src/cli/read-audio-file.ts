import type { Readable } from "node:stream";
import type { Audio } from "../audio/audio.ts";
import { decodeAudio } from "../audio/decode.ts";
import { AudioError } from "../base/errors.ts";
import { MAX_BYTES, readBytes } from "../experiment/files/read-bytes.ts";

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
  const { audio } = await decodeAudio(bytes, nameOf(path));
  letGo(bytes);
  return audio;
}

/** Files from this size on are let go of before features are computed. */
const LARGE_BYTES = 2 ** 24;

/**
 * Frees the memory of a large file's bytes, which is otherwise kept until all of the heap is gone through: transferred, it
 * belongs to a new object that nobody holds, which the next small collection finds.
 */
function letGo({ buffer, byteLength }: Uint8Array): void {
  if (byteLength < LARGE_BYTES || byteLength < buffer.byteLength || !(buffer instanceof ArrayBuffer)) return;
  structuredClone(buffer, { transfer: [buffer] });
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
