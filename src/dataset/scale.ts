/**
 * Scaling: fitted on training rows, applied to all. Sums are float64; what is kept is float32, since the same
 * subtraction and multiplication run inside a saved recogniser.
 */
import { ModelError, ShapeError } from "../base/errors.ts";
import { type Dataset, widthOf } from "./dataset.ts";
import { type AnyDataset, blocksOf, firstNotFinite } from "./stored-dataset.ts";

export const SCALER_KINDS = ["number", "coefficient"] as const;

/** "number": every number by itself. "coefficient": every coefficient of [coefficient, frame], over its frames. */
export type ScalerKind = (typeof SCALER_KINDS)[number];

/** `(x - mean) * scale`, both broadcast against a row of the dataset. */
export interface Scaler {
  readonly kind: ScalerKind;
  /** Shape of `mean` and `scale`: a row's for "number", [coefficient, 1] (ones after the first axis) for "coefficient". */
  readonly shape: readonly number[];
  readonly mean: Float32Array<ArrayBuffer>;
  /** 1 / standard deviation; 1 where the training rows are constant. */
  readonly scale: Float32Array<ArrayBuffer>;
}

/** Means and population variances of every number or coefficient, in float64. */
export interface Moments {
  readonly kind: ScalerKind;
  /** Of mean and variance: a row's for "number", [coefficient, 1] for "coefficient". */
  readonly shape: readonly number[];
  readonly mean: Float64Array<ArrayBuffer>;
  readonly variance: Float64Array<ArrayBuffer>;
}

/**
 * Two passes over the rows.
 *
 * scikit-learn's allowance for rounding is not needed: sums of equal float32 numbers are exact in float64.
 *
 * @param own - rows to look at; by default all
 * @throws ModelError if there are no rows, or a number is not finite (names clip and column)
 */
export function momentsOf(dataset: AnyDataset, kind: ScalerKind, own?: Uint32Array): Moments {
  const rows = own?.length ?? dataset.clipIds.length;
  if (rows === 0) throw new ModelError("scaler: needs at least one training row, got 0.");
  const width = widthOf(dataset.shape);
  const groups = kind === "number" ? width : dataset.shape[0];
  const span = width / groups;
  const count = rows * span;

  const mean = new Float64Array(groups);
  for (const { x } of blocksOf(dataset, own)) {
    for (let at = 0; at < x.length; ) {
      for (let group = 0; group < groups; group++) {
        let sum = 0;
        for (const end = at + span; at < end; at++) sum += x[at];
        mean[group] += sum;
      }
    }
  }
  for (let group = 0; group < groups; group++) mean[group] /= count;
  if (!mean.every(Number.isFinite)) throw notFinite(dataset);

  const variance = new Float64Array(groups);
  for (const { x } of blocksOf(dataset, own)) {
    for (let at = 0; at < x.length; ) {
      for (let group = 0; group < groups; group++) {
        const centre = mean[group];
        let sum = 0;
        for (const end = at + span; at < end; at++) sum += (x[at] - centre) * (x[at] - centre);
        variance[group] += sum;
      }
    }
  }
  for (let group = 0; group < groups; group++) variance[group] /= count;
  const shape =
    kind === "number" ? dataset.shape : dataset.shape.map((length, axis) => (axis === 0 ? length : 1));
  return { kind, shape, mean, variance };
}

/** 1 / standard deviation in float32, infinite where a spread is too small to divide by. */
export function scaleOf(variance: number): number {
  return Math.fround(1 / Math.sqrt(variance));
}

/**
 * Mean and 1 / population standard deviation of the rows.
 *
 * Constant columns keep their size (scale 1), and so do columns whose spread is too small to divide by in float32.
 *
 * @param dataset - training rows only
 * @throws ModelError if there are no rows, or a number is not finite (names clip and column)
 * @see scikit-learn StandardScaler; golden: test/golden/measure.json
 */
export function fitScaler(dataset: AnyDataset, kind: ScalerKind): Scaler {
  const { mean, variance, shape } = momentsOf(dataset, kind);
  const scale = Float32Array.from(variance, (one) => (Number.isFinite(scaleOf(one)) ? scaleOf(one) : 1));
  return { kind, shape, mean: Float32Array.from(mean), scale };
}

/**
 * A dataset with scaled numbers; the input is not changed.
 *
 * @throws ShapeError if the rows do not have the shape that the scaler was fitted on
 */
export function applyScaler(scaler: Scaler, dataset: Dataset): Dataset {
  const fits =
    scaler.kind === "number"
      ? scaler.shape.join() === dataset.shape.join()
      : scaler.shape[0] === dataset.shape[0];
  if (!fits) {
    throw new ShapeError(
      `scaler ${scaler.kind}: fitted on rows of [${scaler.shape.join(", ")}], got rows of [${dataset.shape.join(", ")}].`,
    );
  }
  const x = dataset.x.slice();
  scaleRows(scaler, x, widthOf(dataset.shape));
  return { ...dataset, x };
}

/** Scales rows of so many numbers in their place. */
export function scaleRows(
  { mean, scale }: Pick<Scaler, "mean" | "scale">,
  x: Float32Array,
  width: number,
): void {
  const span = width / mean.length;
  for (let at = 0; at < x.length; ) {
    for (let group = 0; group < mean.length; group++) {
      const centre = mean[group];
      const factor = scale[group];
      for (const end = at + span; at < end; at++) x[at] = Math.fround(x[at] - centre) * factor;
    }
  }
}

function notFinite(dataset: AnyDataset): ModelError {
  const found = firstNotFinite(dataset);
  return new ModelError(
    `scaler: the features of the clip ${found?.clipId} are not finite: column ${found?.column} is ${found?.value}.`,
  );
}
