/** The audio of a clip: of a whole file, or the part of it that the clip is. */
import { type DecodedAudio, decodeAudio } from "../../audio/decode.ts";
import { cutSegment, nameOfPart, type Segment } from "../../corpus/segment.ts";
import { byCodeUnit } from "../../dataset/split/units.ts";
import { rememberLast } from "./last-file.ts";
import { readBytes } from "./read-bytes.ts";

const decodeFile = async (path: string, channel: number | undefined): Promise<DecodedAudio> =>
  decodeAudio(await readBytes(path), path, channel === undefined ? {} : { channel });

/** A file that has many clips is decoded once for those that come one after another. */
const decodeLongFile = rememberLast(decodeFile);

/** @throws AudioError that names the file, and the segment where that is at fault */
export async function decodeClip(path: string, segment: Segment | undefined): Promise<DecodedAudio> {
  if (segment === undefined) return decodeFile(path, undefined);
  const decoded = await decodeLongFile(path, segment.channel);
  const audio = cutSegment(decoded.audio, segment, nameOfPart(path, segment));
  return { ...decoded, audio, seconds: audio.samples.length / audio.sampleRate };
}

/** Clips in an order in which those of one file, and of one channel of it, stand together: each is decoded once. */
export function byFile<C extends { readonly path: string; readonly segment?: Segment }>(
  clips: readonly C[],
): C[] {
  const channelOf = ({ segment }: C): number => segment?.channel ?? 0;
  return clips.toSorted((a, b) => byCodeUnit(a.path, b.path) || channelOf(a) - channelOf(b));
}
