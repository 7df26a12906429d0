/** Sound and pictures of the clips of a report. */
import type { Clip } from "../../corpus/corpus.ts";
import { plotClip } from "../../plot/index.ts";
import { clipsToHear, type Report, type ReportMedia } from "../../report/index.ts";
import { decodeClip } from "../files/decode-clip.ts";
import type { Watch } from "../work/events.ts";
import { embeddedSounds, linkedSounds } from "./sounds.ts";

export interface MediaOptions {
  /** Where the page will lie. */
  readonly folder: string;
  readonly embedAudio: boolean;
  readonly tell?: Watch["tell"];
}

/** A clip that has vanished meanwhile has no picture: no report is lost by it. */
export async function reportMedia(
  report: Report,
  clips: readonly Clip[],
  { folder, embedAudio, tell }: MediaOptions,
): Promise<ReportMedia> {
  const known = new Map(clips.map((clip) => [clip.id, clip]));
  const heard = clipsToHear(report).flatMap((id) => known.get(id) ?? []);
  const pictures = new Map<string, string>();
  const total = report.hardest.length;
  for (const [done, { clipId, truth }] of report.hardest.entries()) {
    tell?.({ kind: "stage", name: "Pictures of the hardest clips", done, total });
    const clip = known.get(clipId);
    if (clip === undefined) continue;
    const picture = await pictureOf(clip, truth);
    if (picture !== undefined) pictures.set(clipId, picture);
  }
  if (!embedAudio) return { sounds: linkedSounds(heard, folder), pictures, leftOut: null };
  const embedded = await embeddedSounds(heard);
  if (embedded.leftOut !== null) tell?.({ kind: "warning", message: embedded.leftOut });
  return { ...embedded, pictures };
}

/** Undefined where its audio cannot be read. */
export async function pictureOf(
  { id, path, segment, speaker }: Clip,
  truth: string,
): Promise<string | undefined> {
  const decoded = await decodeClip(path, segment).catch(() => undefined);
  if (decoded === undefined) return undefined;
  const about = [truth, ...(speaker === undefined ? [] : [`speaker ${speaker}`])].join(", ");
  return plotClip(decoded.audio, { name: id, about });
}
