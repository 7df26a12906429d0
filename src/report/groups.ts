/** Accuracy by speaker, sex and intensity. */
import type { Clip } from "../corpus/corpus.ts";
import type { Judged } from "../dataset/predictions.ts";
import { wilson } from "../metrics/wilson.ts";
import { labelledOf } from "./score.ts";

export interface GroupRow {
  readonly value: string;
  readonly n: number;
  readonly right: number;
  readonly accuracy: number;
  /** 95 % Wilson interval. */
  readonly low: number;
  readonly high: number;
}

export interface GroupTable {
  readonly by: "speaker" | "sex" | "intensity";
  /** In order of value, numbers by size. */
  readonly rows: readonly GroupRow[];
}

/** As `groupTables`, of the clips whose truth is known. */
export function accuracyBy(predictions: Judged, clips: readonly Clip[]): GroupTable[] {
  const { clipIds, truth, predicted } = labelledOf(predictions);
  return groupTables(clips, new Map(clipIds.map((id, i) => [id, truth[i] === predicted[i]])));
}

/** The labelled clips of every value of a field, in order of the values; without clips that do not have it. */
export function judgedBy(
  judged: Judged,
  clips: readonly Clip[],
  by: "sex" | "speaker" | "corpus",
): Map<string, Judged> {
  const fieldOf = new Map(clips.map((clip) => [clip.id, clip[by]]));
  const k = judged.labels.length;
  const rows = new Map<string, number[]>();
  judged.clipIds.forEach((id, row) => {
    const value = fieldOf.get(id);
    if (value === undefined || judged.truth[row] < 0) return;
    const own = rows.get(value);
    if (own === undefined) rows.set(value, [row]);
    else own.push(row);
  });
  return new Map(
    [...rows]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([value, own]) => [
        value,
        {
          ...judged,
          clipIds: own.map((row) => judged.clipIds[row]),
          truth: Int32Array.from(own, (row) => judged.truth[row]),
          predicted: Int32Array.from(own, (row) => judged.predicted[row]),
          probabilities: Float32Array.from(
            own.flatMap((row) => [...judged.probabilities.subarray(row * k, (row + 1) * k)]),
          ),
        },
      ]),
  );
}

/**
 * One table per field that divides the clips into two groups or more.
 *
 * @param right - id of each labelled clip -> whether it was predicted right
 */
function groupTables(clips: readonly Clip[], right: ReadonlyMap<string, boolean>): GroupTable[] {
  const fields = ["sex", "intensity", "speaker"] as const;
  return fields.flatMap((by) => {
    const counts = new Map<string, { n: number; right: number }>();
    for (const clip of clips) {
      const value = clip[by];
      const isRight = right.get(clip.id);
      if (value === undefined || isRight === undefined) continue;
      const count = counts.get(value) ?? { n: 0, right: 0 };
      counts.set(value, { n: count.n + 1, right: count.right + (isRight ? 1 : 0) });
    }
    if (counts.size < 2) return [];
    const rows = [...counts]
      .sort(([a], [b]) => byValue(a, b))
      .map(([value, count]) => ({
        value,
        ...count,
        accuracy: count.right / count.n,
        ...wilson(count.right, count.n),
      }));
    return [{ by, rows }];
  });
}

/** Numbers by size, all else by code unit. */
export function byValue(a: string, b: string): number {
  const difference = Number(a) - Number(b);
  if (!Number.isNaN(difference) && difference !== 0) return difference;
  return a < b ? -1 : a > b ? 1 : 0;
}
