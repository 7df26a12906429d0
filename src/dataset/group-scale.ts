/** Scaling group by group: every speaker's features by the mean and spread of that speaker's own clips. */
import { ModelError } from "../base/errors.ts";
import { widthOf } from "./dataset.ts";
import { momentsOf, type Scaler, type ScalerKind, scaleOf, scaleRows } from "./scale.ts";
import { type AnyDataset, blocksOf, writeRows } from "./stored-dataset.ts";

/** What a group is like, by its own clips. */
export interface GroupStatistics extends Scaler {
  /** 1 / standard deviation; NaN where the clips do not differ, so that a spread is not known. */
  readonly scale: Float32Array<ArrayBuffer>;
  /** Clips that it is known by. */
  readonly count: number;
}

/** Group -> what it is like. */
export type Groups = ReadonlyMap<string, GroupStatistics>;

/**
 * @param own - the group's rows; by default all
 * @throws ModelError if there are no rows, or a number is not finite
 */
export function fitGroup(
  dataset: AnyDataset,
  kind: ScalerKind,
  own = Uint32Array.from(dataset.clipIds, (_, row) => row),
): GroupStatistics {
  const { mean, variance, shape } = momentsOf(dataset, kind, own);
  const scale = Float32Array.from(variance, (one) =>
    Number.isFinite(scaleOf(one)) ? scaleOf(one) : Number.NaN,
  );
  return { kind, shape, mean: Float32Array.from(mean), scale, count: own.length };
}

/**
 * @param groups - [row]
 * @param counts - [row]: whether the row is one to fit on; the others are only scaled (changed copies)
 * @returns those groups that have rows to fit on
 * @throws ModelError if a number is not finite
 */
export function fitGroups(
  dataset: AnyDataset,
  groups: readonly string[],
  counts: readonly boolean[],
  kind: ScalerKind,
): Groups {
  const own = new Map<string, number[]>();
  for (const [row, group] of groups.entries()) {
    if (!counts[row]) continue;
    const rows = own.get(group);
    if (rows === undefined) own.set(group, [row]);
    else rows.push(row);
  }
  return new Map([...own].map(([group, rows]) => [group, fitGroup(dataset, kind, Uint32Array.from(rows))]));
}

/** An average group: the mean of the groups' means, and the spread of a number about its own group's mean. */
export function averageGroup(groups: Groups): Scaler {
  const all = [...groups.values()];
  const [first] = all;
  const mean = first.mean.map((_, i) => all.reduce((sum, one) => sum + one.mean[i], 0) / all.length);
  const scale = first.scale.map((_, i) => {
    const variances = all.flatMap(({ scale }) => (Number.isNaN(scale[i]) ? [] : [1 / scale[i] ** 2]));
    if (variances.length === 0) return 1;
    return 1 / Math.sqrt(variances.reduce((sum, one) => sum + one, 0) / variances.length);
  });
  return { ...first, mean, scale };
}

/**
 * A group's scaler, drawn towards the average group: of n clips, mean and variance count n / (n + shrinkage).
 *
 * @param own - undefined for a group that is not known at all
 */
export function drawn(own: GroupStatistics | undefined, average: Scaler, shrinkage: number): Scaler {
  if (own === undefined) return average;
  const share = own.count / (own.count + shrinkage);
  return {
    ...average,
    mean: average.mean.map((mean, i) => mean + share * (own.mean[i] - mean)),
    scale: average.scale.map((scale, i) => {
      const all = 1 / scale ** 2;
      const one = Number.isNaN(own.scale[i]) ? all : 1 / own.scale[i] ** 2;
      return 1 / Math.sqrt(all + share * (one - all));
    }),
  };
}

/**
 * Scales every row by its group's scaler, in its place.
 *
 * @throws ModelError if a row's group has no scaler
 */
export function scaleByGroup(
  scalers: ReadonlyMap<string, Scaler>,
  dataset: AnyDataset,
  groups: readonly string[],
): void {
  const unknown = groups.find((group) => !scalers.has(group));
  if (unknown !== undefined)
    throw new ModelError(`normalise: the group ${unknown} has no clip to be known by.`);
  const width = widthOf(dataset.shape);
  for (const { rows, x } of blocksOf(dataset)) {
    for (const [i, row] of rows.entries()) {
      const scaler = scalers.get(groups[row]);
      if (scaler !== undefined) scaleRows(scaler, x.subarray(i * width, (i + 1) * width), width);
    }
    writeRows(dataset, rows[0], x);
  }
}
