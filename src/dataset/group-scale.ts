/** Scaling group by group: every speaker's features by the mean and spread of that speaker's own clips. */
import { ModelError } from "../base/errors.ts";
import { type Dataset, selectRows, widthOf } from "./dataset.ts";
import { applyScaler, fitScaler, type Scaler, type ScalerKind } from "./scale.ts";

/** Group -> the scaler of its rows. */
export type GroupScalers = ReadonlyMap<string, Scaler>;

/**
 * @param groups - [row]
 * @param counts - [row]: whether the row is one to fit on; the others are only scaled (changed copies)
 * @throws ModelError if a group has no row to fit on, or a number is not finite
 */
export function fitGroupScalers(
  dataset: Dataset,
  groups: readonly string[],
  counts: readonly boolean[],
  kind: ScalerKind,
): GroupScalers {
  const scalers = new Map<string, Scaler>();
  for (const group of new Set(groups)) {
    const own = groups.flatMap((one, row) => (one === group && counts[row] ? [row] : []));
    if (own.length === 0) throw new ModelError(`normalise: the group ${group} has no clip to be known by.`);
    scalers.set(group, fitScaler(selectRows(dataset, own), kind));
  }
  return scalers;
}

/**
 * Every row by its group's scaler; the input is not changed.
 *
 * @throws ModelError if a row's group has no scaler
 */
export function applyGroupScalers(
  scalers: GroupScalers,
  dataset: Dataset,
  groups: readonly string[],
): Dataset {
  const x = new Float32Array(dataset.x.length);
  const width = widthOf(dataset.shape);
  groups.forEach((group, row) => {
    const scaler = scalers.get(group);
    if (scaler === undefined) throw new ModelError(`normalise: the group ${group} is not known.`);
    x.set(applyScaler(scaler, selectRows(dataset, [row])).x, row * width);
  });
  return { ...dataset, x };
}

/** An average group: the mean of the groups' means, and the spread of a number about its own group's mean. */
export function averageScaler(scalers: GroupScalers): Scaler {
  const all = [...scalers.values()];
  const [first] = all;
  const average = (numbers: (scaler: Scaler) => (i: number) => number): Float64Array =>
    Float64Array.from(first.mean, (_, i) => all.reduce((sum, one) => sum + numbers(one)(i), 0) / all.length);
  const variance = average(
    ({ scale }) =>
      (i) =>
        1 / scale[i] ** 2,
  );
  return {
    ...first,
    mean: Float32Array.from(
      average(
        ({ mean }) =>
          (i) =>
            mean[i],
      ),
    ),
    scale: Float32Array.from(variance, (one) => 1 / Math.sqrt(one)),
  };
}
