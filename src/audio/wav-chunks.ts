/**
 * Where format and data lie in a file of the RIFF family: WAV, its big-endian form RIFX, and RF64 and BW64, which
 * keep sizes over 4 GB in a chunk of their own.
 *
 * @see EBU Tech 3306, MBWF / RF64
 */
import { AudioError } from "../base/errors.ts";
import { tooMuch } from "./decoded.ts";
import { id3v1End, isTrailer, textAt } from "./tags.ts";

export interface Part {
  readonly start: number;
  /** Bytes that the header promises. */
  readonly size: number;
}

export interface WavParts {
  readonly format: Part;
  readonly data: Part;
  readonly littleEndian: boolean;
}

/** @throws AudioError if a chunk is missing, there is a second one of data, or the file goes on behind the chunks */
export function readChunks(bytes: Uint8Array, name: string): WavParts {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const littleEndian = textAt(bytes, 0, 4) !== "RIFX";
  let format: Part | undefined;
  let data: Part | undefined;
  let longDataSize: number | undefined;
  let chunk = "";
  // a chunk is id (4), size (4), body, and a pad byte where the size is odd
  for (let at = 12; at + 8 <= bytes.length; ) {
    if (data !== undefined && id3v1End(bytes, at) > at) {
      at = id3v1End(bytes, at); // it would pass for a chunk
      continue;
    }
    if (data !== undefined && !isChunkName(bytes, at)) {
      if (at > 0 && isChunkName(bytes, at - 1))
        at--; // the pad byte is missing
      else if (isTrailer(bytes, at)) break;
      else throw tooMuch(name, undefined);
    }
    const id = textAt(bytes, at, 4);
    const start = at + 8;
    let size = view.getUint32(at + 4, littleEndian);
    if (["RIFF", "RIFX", "RF64"].includes(id)) {
      throw new AudioError(
        `${name}: a second WAV file begins at byte ${at}; expected one.`,
        "Save it as a file of its own.",
      );
    }
    if (id === "ds64" && start + 16 <= bytes.length)
      longDataSize = Number(view.getBigUint64(start + 8, true));
    if (id === "fmt ") format ??= { start, size };
    if (id === "data") {
      if (size === 0xffffffff && longDataSize !== undefined) size = longDataSize;
      if (data !== undefined && size > 0) {
        throw new AudioError(
          `${name}: a second chunk of data begins at byte ${at}; expected one.`,
          "Export it again.",
        );
      }
      data ??= { start, size: dataSize(view, start, size, littleEndian) };
      size = data.size;
    }
    chunk = id;
    at = start + size + (size % 2);
  }
  if (format === undefined || data === undefined) {
    const missing = format === undefined ? "fmt" : "data";
    throw new AudioError(
      `${name}: the WAV header is cut short: there is no "${missing}" chunk${chunk === "" ? "" : `, the last one is "${chunk.trim()}"`}.`,
      "Copy or download it again.",
    );
  }
  return { format, data, littleEndian };
}

/** What the data chunk really promises. */
function dataSize(view: DataView, start: number, size: number, littleEndian: boolean): number {
  const held = view.byteLength - start;
  if (isOpenEnded(view, start, size, littleEndian)) return held;
  // some programs count the header, too; a file that was cut has a RIFF size that says so
  const riffEnd = 8 + view.getUint32(4, littleEndian);
  const isWhole = riffEnd === view.byteLength || riffEnd === view.byteLength - 1;
  const excess = size - held;
  if (excess === start || (excess > 0 && excess <= start && isWhole)) return held;
  return size;
}

/**
 * Whether a program that could not go back to the header, as it wrote to a pipe or broke off, left the size of the
 * data open: as the largest number of 32 or 31 bits (some take the header off, or round), or as 0 with something
 * behind it that is no further chunk.
 */
function isOpenEnded(view: DataView, start: number, size: number, littleEndian: boolean): boolean {
  if (size === 0) return !areChunks(view, start, littleEndian);
  const isLargest = (size >= 0xffffff00 && size <= 0xffffffff) || (size >= 0x7ffff000 && size <= 0x80000000);
  return isLargest && size > view.byteLength - start;
}

/** Whether chunks with names of printable letters fill the rest of the file; nothing does, too. */
function areChunks(view: DataView, start: number, littleEndian: boolean): boolean {
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  let at = start;
  while (at + 8 <= view.byteLength) {
    if (!isChunkName(bytes, at)) return false;
    const size = view.getUint32(at + 4, littleEndian);
    at += 8 + size + (size % 2);
  }
  return at === view.byteLength || at === view.byteLength + 1; // the last pad byte may be missing
}

/** Whether four printable letters are here: the name of a chunk, in WAV as in AIFF. */
export function isChunkName(bytes: Uint8Array, at: number): boolean {
  return bytes.subarray(at, at + 4).every((letter) => letter >= 32 && letter <= 126);
}
