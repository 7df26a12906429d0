/** Bytes of an audio file in, mono audio out: the format is known by content, never by file name. */
import { counted } from "../base/counted.ts";
import { AudioError } from "../base/errors.ts";
import type { DecodedAudio } from "./decoded.ts";
import { readFlac } from "./flac.ts";
import { isMp3, readMp3 } from "./mp3.ts";
import { readOgg } from "./ogg.ts";
import { readWav } from "./wav.ts";

export type { DecodedAudio } from "./decoded.ts";

/** Formats that people try, by the text at a byte. */
const REFUSED: readonly { at: number; text: string; what: string }[] = [
  { at: 0, text: "RF64", what: "an RF64 (WAV over 4 GB) file" },
  { at: 0, text: "RIFX", what: "a big-endian WAV (RIFX) file" },
  { at: 0, text: "FORM", what: "an AIFF file" },
  { at: 4, text: "ftyp", what: "an MP4 or M4A (AAC) file" },
  { at: 0, text: "\x1aE\xdf\xa3", what: "a WebM or Matroska file" },
  { at: 0, text: "caff", what: "a CAF file" },
  { at: 0, text: "#!AMR", what: "an AMR file" },
  { at: 0, text: "0&\xb2u", what: "a WMA file" },
];

/**
 * Decodes WAV, FLAC, MP3, Ogg Vorbis or Opus.
 *
 * @param bytes - the whole file
 * @param name - what errors call the file
 * @returns mono audio (mean of the channels) at the file's own sampling rate (Opus: 48 kHz)
 * @throws AudioError that names the file, for anything that is not whole and finite audio: see `checkHeader`
 *   for the limits
 */
export async function decodeAudio(bytes: Uint8Array, name: string): Promise<DecodedAudio> {
  if (bytes.length === 0) throw new AudioError(`${name}: the file is empty.`, "Copy or download it again.");
  const start = afterId3(bytes);
  const text = String.fromCharCode(...bytes.subarray(start, start + 12));
  if (text.startsWith("RIFF") && text.slice(8) === "WAVE") return readWav(bytes.subarray(start), name);
  if (text.startsWith("fLaC")) return readFlac(bytes.subarray(start), name);
  if (text.startsWith("OggS")) return readOgg(bytes.subarray(start), name);
  if (isMp3(bytes, start)) return readMp3(bytes, start, name);
  const refused = REFUSED.find((one) => text.startsWith(one.text, one.at));
  throw new AudioError(
    `${name}: is not audio that Prosodia reads: expected WAV, FLAC, MP3, Ogg Vorbis or Opus, ` +
      `got ${refused?.what ?? describe(bytes)}.`,
    refused === undefined ? undefined : "Convert it to WAV or FLAC.",
  );
}

/** First byte after an ID3v2 tag (and the zeros that may pad it); 0 without one. */
function afterId3(bytes: Uint8Array): number {
  if (bytes.length < 10 || String.fromCharCode(...bytes.subarray(0, 3)) !== "ID3") return 0;
  // four bytes of seven bits; flag bit 4 announces a footer of ten bytes
  const size = (bytes[6] << 21) | (bytes[7] << 14) | (bytes[8] << 7) | bytes[9];
  let at = 10 + size + (bytes[5] & 0x10 ? 10 : 0);
  while (at < bytes.length && bytes[at] === 0) at++;
  return at;
}

function describe(bytes: Uint8Array): string {
  const head = bytes.subarray(0, 64);
  if (head.length < 12) return `a file of ${counted(bytes.length, "byte")}`;
  const printable = head.every(
    (byte) => byte === 9 || byte === 10 || byte === 13 || (byte >= 32 && byte !== 127),
  );
  if (printable) return "a text file";
  const hex = Array.from(head.subarray(0, 4), (byte) => byte.toString(16).padStart(2, "0"));
  return `a file that begins with the bytes ${hex.join(" ")}`;
}
