/** Where a page finds the sound of clips: beside it, or inside of it. */
import { relative, sep } from "node:path";
import { playedType } from "../../audio/media-type.ts";
import { encodeWav } from "../../audio/wav.ts";
import { counted } from "../../base/counted.ts";
import type { Clip } from "../../corpus/corpus.ts";
import type { Sounds } from "../../report/index.ts";
import { decodeClip } from "../files/decode-clip.ts";
import { readBytes } from "../files/read-bytes.ts";

/** Bytes of sound that a page holds at most: browsers open a page of 30 MB in a second or two. */
const MOST_BYTES = 20e6;
/** A longer recording would take the place of many clips. */
const MOST_OF_A_CLIP = MOST_BYTES / 10;

/** Paths as seen from the page's folder, with the part of the file that a clip is. */
export function linkedSounds(clips: readonly Clip[], folder: string): Sounds {
  return new Map(clips.map(({ id, path, segment }) => [id, `${urlFrom(folder, path)}${partOf(segment)}`]));
}

/** A file's path as seen from a folder, as a relative URL. */
export function urlFrom(folder: string, path: string): string {
  return relative(folder, path).split(sep).map(encodeURIComponent).join("/");
}

/** Media fragment (W3C 2012): from and to in seconds. */
function partOf(segment: Clip["segment"]): string {
  if (segment === undefined) return "";
  const { startSeconds = 0, endSeconds } = segment;
  return `#t=${startSeconds}${endSeconds === undefined ? "" : `,${endSeconds}`}`;
}

/**
 * The sound of clips as data URIs: files as they are where browsers play them, else as 16-bit WAV. The first clips are embedded
 * until 20 MB are full; one of more than 2 MB, or that can no longer be read, has none.
 *
 * @returns the sounds, and what was left out in a sentence; null where nothing was
 */
export async function embeddedSounds(
  clips: readonly Clip[],
): Promise<{ readonly sounds: Sounds; readonly leftOut: string | null }> {
  const sounds = new Map<string, string>();
  let room = MOST_BYTES;
  for (const clip of clips) {
    const type = clip.segment === undefined ? playedType(clip.path) : undefined;
    const bytes = await (type === undefined ? wavOf(clip) : readBytes(clip.path)).catch(() => undefined);
    if (bytes === undefined || bytes.length > MOST_OF_A_CLIP) continue;
    if (bytes.length > room) break;
    room -= bytes.length;
    sounds.set(clip.id, `data:${type ?? "audio/wav"};base64,${Buffer.from(bytes).toString("base64")}`);
  }
  const left = clips.length - sounds.size;
  return { sounds, leftOut: left === 0 ? null : leftOutSentence(sounds.size, left, MOST_BYTES - room) };
}

function leftOutSentence(embedded: number, left: number, bytes: number): string {
  return (
    `The page holds the sound of ${embedded} of ${counted(embedded + left, "clip")} (${megabytes(bytes)} MB of at most ` +
    `${megabytes(MOST_BYTES)}, ${megabytes(MOST_OF_A_CLIP)} of a clip): ${counted(left, "other")} cannot be heard in it; without --embed-audio the page links to all.`
  );
}

function megabytes(bytes: number): string {
  return String(Number((bytes / 1e6).toFixed(1)));
}

async function wavOf({ path, segment }: Clip): Promise<Uint8Array> {
  return encodeWav((await decodeClip(path, segment)).audio);
}
