/** Bytes of an audio file in, mono audio out: the format is known by content, never by file name. */
import { AudioError } from "../base/errors.ts";
import { isAiff, readAiff } from "./aiff.ts";
import { isAu, readAu } from "./au.ts";
import type { DecodedAudio } from "./decoded.ts";
import { readFlac } from "./flac.ts";
import { isMp3, readMp3 } from "./mp3.ts";
import { nameFormat } from "./name-format.ts";
import { readOgg } from "./ogg.ts";
import { isSphere, readSphere } from "./sphere.ts";
import { leadingTagEnd, textAt, withoutTrailingTags } from "./tags.ts";
import { isW64 } from "./w64.ts";
import { isWav, readW64, readWav } from "./wav.ts";

export type { DecodedAudio } from "./decoded.ts";

/** How errors name the formats that are read. */
const READABLE = "WAV, FLAC, MP3, Ogg Vorbis or Opus, AIFF, AU or SPHERE";

/**
 * Decodes WAV (RIFF, RF64, W64), AIFF, AU, SPHERE, FLAC, MP3, Ogg Vorbis or Opus.
 *
 * @param bytes - the whole file
 * @param name - what errors call the file
 * @param options - `channel`: the one to keep, from 1; the mean of all if absent
 * @returns mono audio at the file's own sampling rate (Opus: 48 kHz)
 * @throws AudioError that names the file, for anything that is not whole and finite audio: see `checkHeader`
 *   for the limits
 */
export async function decodeAudio(
  bytes: Uint8Array,
  name: string,
  { channel }: { readonly channel?: number } = {},
): Promise<DecodedAudio> {
  if (!(bytes instanceof Uint8Array)) {
    throw new AudioError(`${name}: expected the bytes of a file, as a Uint8Array, got ${typeof bytes}.`);
  }
  if (bytes.length === 0) throw new AudioError(`${name}: the file is empty.`, "Copy or download it again.");
  const body = bytes.subarray(leadingTagEnd(bytes));
  if (isWav(body)) return readWav(body, name, channel);
  if (isW64(body)) return readW64(body, name, channel);
  if (isAiff(body)) return readAiff(body, name, channel);
  if (isAu(body)) return readAu(body, name, channel);
  if (isSphere(body)) return readSphere(body, name, channel);
  const untagged = withoutTrailingTags(body);
  if (textAt(body, 0, 4) === "fLaC") return readFlac(untagged, name, channel);
  if (textAt(body, 0, 4) === "OggS") return readOgg(untagged, name, channel);
  if (isMp3(untagged, 0)) return readMp3(untagged, name, channel);
  const { what, isSound } = nameFormat(body.length === 0 ? bytes : body);
  const stem = name.replace(/\.\w{1,5}$/, "");
  const converted = `${stem}.wav` === name ? `${stem}-converted.wav` : `${stem}.wav`;
  throw new AudioError(
    `${name}: is not audio that Prosodia reads: expected ${READABLE}, got ${what}.`,
    isSound ? `Convert it: ffmpeg -i ${quoted(name)} ${quoted(converted)}` : undefined,
  );
}

/** A word of a command line. */
function quoted(word: string): string {
  return /^[\w./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
