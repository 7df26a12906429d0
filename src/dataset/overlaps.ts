/** Overlaps: clips that are parts of one recording and share some of it. A part of a test clip would be trained on. */
import type { Clip } from "../corpus/corpus.ts";
import { byCodeUnit } from "./split/units.ts";

/** Clip id -> ids of the clips that share audio with it, in order; clips without any are absent. */
export type Overlaps = ReadonlyMap<string, readonly string[]>;

/** Parts that share less are next to each other: times in tables are rounded. */
const ROUNDED_SECONDS = 0.05;

interface Part {
  readonly id: string;
  readonly start: number;
  readonly end: number;
  readonly channel: number | undefined;
}

/** Whole files overlap their parts; two channels of one file do not overlap. */
export function overlapsOf(clips: readonly Clip[]): Overlaps {
  const byPath = new Map<string, Part[]>();
  const divided = new Set(clips.flatMap(({ path, segment }) => (segment === undefined ? [] : [path])));
  for (const { id, path, segment } of clips) {
    if (!divided.has(path)) continue;
    const { startSeconds = 0, endSeconds = Number.POSITIVE_INFINITY, channel } = segment ?? {};
    const parts = byPath.get(path) ?? [];
    parts.push({ id, start: startSeconds, end: endSeconds, channel });
    byPath.set(path, parts);
  }
  const overlaps = new Map<string, string[]>();
  const add = (id: string, other: string): void => {
    const others = overlaps.get(id);
    if (others === undefined) overlaps.set(id, [other]);
    else others.push(other);
  };
  for (const parts of byPath.values()) {
    parts.sort((a, b) => a.start - b.start);
    for (const [i, part] of parts.entries()) {
      for (let j = i + 1; j < parts.length && parts[j].start < part.end - ROUNDED_SECONDS; j++) {
        const other = parts[j];
        const shared = Math.min(part.end, other.end) - other.start;
        const isOtherChannel =
          part.channel !== undefined && other.channel !== undefined && part.channel !== other.channel;
        if (shared <= ROUNDED_SECONDS || isOtherChannel) continue;
        add(part.id, other.id);
        add(other.id, part.id);
      }
    }
  }
  for (const others of overlaps.values()) others.sort(byCodeUnit);
  return overlaps;
}
