/** Ogg files with one Vorbis or Opus stream. */
import { AudioError } from "../base/errors.ts";
import type { DecodedAudio } from "./decoded.ts";
import { readPages } from "./ogg-pages.ts";
import { readOpus } from "./opus.ts";
import { textAt } from "./tags.ts";
import { readVorbis } from "./vorbis.ts";

/**
 * @param name - what errors call the file
 * @throws AudioError if a page is missing, damaged or cut short, or the stream is neither Vorbis nor Opus
 */
export async function readOgg(bytes: Uint8Array, name: string, channel?: number): Promise<DecodedAudio> {
  const pages = readPages(bytes, name);
  const first = pages.at(0)?.packets[0];
  if (first === undefined) {
    throw new AudioError(`${name}: the Ogg stream holds no packet; expected Vorbis or Opus.`);
  }
  if (textAt(first, 0, 8) === "OpusHead") return readOpus(pages, name, channel);
  if (textAt(first, 0, 7) === "\x01vorbis") return readVorbis(bytes, pages, name, channel);
  const codec =
    textAt(first, 0, 5) === "\x7fFLAC"
      ? "FLAC in Ogg"
      : textAt(first, 0, 5) === "Speex"
        ? "Speex"
        : "another codec";
  throw new AudioError(
    `${name}: the Ogg stream holds ${codec}; expected Vorbis or Opus.`,
    "Convert it to WAV or FLAC.",
  );
}
