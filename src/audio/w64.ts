/**
 * Sony Wave64: WAV with names of 16 bytes, sizes of 64 bits that count the chunk's own header, and chunks that
 * begin at multiples of 8.
 */
import { AudioError } from "../base/errors.ts";
import { tooMuch } from "./decoded.ts";
import { isTrailer, textAt } from "./tags.ts";
import type { Part, WavParts } from "./wav-chunks.ts";

/** Name and size. */
const HEADER_BYTES = 24;

const OPEN_SIZE = 2 ** 62;

/** The first four bytes of a name are WAV's; the others tell that it is Wave64. */
const NAME_END = "\xf3\xac\xd3\x11\x8c\xd1\x00\xc0\x4f\x8e\xdb\x8a";

export function isW64(bytes: Uint8Array): boolean {
  return textAt(bytes, 0, 16) === "riff\x2e\x91\xcf\x11\xa5\xd6\x28\xdb\x04\xc1\x00\x00";
}

/** @throws AudioError if a chunk is missing, or there is a second one of data */
export function readW64Chunks(bytes: Uint8Array, name: string): WavParts {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts = new Map<string, Part>();
  for (let at = HEADER_BYTES + 16; at + HEADER_BYTES <= bytes.length; ) {
    const id = textAt(bytes, at, 4);
    const stated = Number(view.getBigUint64(at + 16, true));
    if (textAt(bytes, at + 4, 12) !== NAME_END || stated < HEADER_BYTES) {
      if (!parts.has("data") || isTrailer(bytes, at)) break;
      throw tooMuch(name, undefined);
    }
    if (id === "data" && parts.has(id)) {
      throw new AudioError(
        `${name}: a second chunk of data begins at byte ${at}; expected one.`,
        "Export it again.",
      );
    }
    // a stream that could not go back to its header states a size that no file has
    const size = stated >= OPEN_SIZE ? bytes.length - at : stated;
    parts.set(id, { start: at + HEADER_BYTES, size: size - HEADER_BYTES });
    at += 8 * Math.ceil(size / 8);
  }
  const format = parts.get("fmt ");
  const data = parts.get("data");
  if (format === undefined || data === undefined) {
    const missing = format === undefined ? "fmt" : "data";
    throw new AudioError(
      `${name}: the W64 header is cut short: there is no "${missing}" chunk.`,
      "Copy or download it again.",
    );
  }
  return { format, data, littleEndian: true };
}
