/** A part of a training side: how much less would have done is seen by learning from less. */
import type { Random } from "../base/random.ts";
import type { RowKey } from "./row-key.ts";
import { byCodeUnit } from "./split/units.ts";

/** What is looked at of a clip to draw from it. */
export interface DrawnClip {
  readonly label: string;
  /** Given where speakers stay whole. */
  readonly speaker?: string;
}

/**
 * About that share of the clips, with all their copies. Of single clips it is the share of every label; where speakers are
 * given, whole speakers are drawn. The draw depends on clip ids and the generator only, a smaller share is part of a larger one,
 * and every label that can be learnt from all rows is there.
 *
 * @param share - 0 to 1
 * @param clipOf - what is known of every clip of the rows
 */
export function fewerRows(
  rows: readonly RowKey[],
  share: number,
  clipOf: (clipId: string) => DrawnClip,
  random: Random,
): RowKey[] {
  const ids = [...new Set(rows.map(({ clipId }) => clipId))].sort(byCodeUnit);
  const bySpeaker = ids.every((id) => clipOf(id).speaker !== undefined);
  const drawn = new Set(
    bySpeaker ? wholeSpeakers(ids, share, clipOf, random) : ofEveryLabel(ids, share, clipOf, random),
  );
  return rows.filter(({ clipId }) => drawn.has(clipId));
}

function ofEveryLabel(
  ids: readonly string[],
  share: number,
  clipOf: (clipId: string) => DrawnClip,
  random: Random,
): string[] {
  return grouped(ids, (id) => clipOf(id).label).flatMap((own) =>
    random.shuffle(own).slice(0, Math.max(1, Math.round(share * own.length))),
  );
}

/** At least as many as have every label between them. */
function wholeSpeakers(
  ids: readonly string[],
  share: number,
  clipOf: (clipId: string) => DrawnClip,
  random: Random,
): string[] {
  const speakers = random.shuffle(grouped(ids, (id) => clipOf(id).speaker));
  const labelsOf = (own: readonly (readonly string[])[]): number =>
    new Set(own.flat().map((id) => clipOf(id).label)).size;
  const all = labelsOf(speakers);
  let count = Math.max(1, Math.round(share * speakers.length));
  while (labelsOf(speakers.slice(0, count)) < all) count++;
  return speakers.slice(0, count).flat();
}

/** In order of first appearance. */
function grouped(ids: readonly string[], of: (id: string) => string | undefined): string[][] {
  const groups = new Map<string | undefined, string[]>();
  for (const id of ids) {
    const group = groups.get(of(id));
    if (group === undefined) groups.set(of(id), [id]);
    else group.push(id);
  }
  return [...groups.values()];
}
