/** What every model that is no network asks of its training data, and how it meets rows and labels. */
import { ModelError } from "../../base/errors.ts";
import type { Matrix } from "../../base/matrix.ts";
import { type Dataset, widthOf } from "../../dataset/dataset.ts";
import type { OnnxBuilder } from "../../engine/onnx/builder.ts";

export interface TrainingRows {
  /** [row, column]: the flattened features. */
  readonly x: Matrix;
  /** Labels that occur, ascending, as indices into the dataset's labels. */
  readonly present: readonly number[];
  /** [row], index into `present`. */
  readonly y: Int32Array;
}

/**
 * The rows of a dataset that can be fitted.
 *
 * @param model - name for the errors
 * @throws ModelError if a row has no label, a number is not finite, or fewer than two labels occur
 */
export function trainingRowsOf(model: string, train: Dataset): TrainingRows {
  const rows = train.clipIds.length;
  const cols = widthOf(train.shape);
  const unlabelled = train.y.findIndex((label) => label < 0 || label >= train.labels.length);
  if (unlabelled >= 0) {
    throw new ModelError(`model ${model}: the training clip ${train.clipIds[unlabelled]} has no label.`);
  }
  const present = [...new Set(train.y)].sort((a, b) => a - b);
  if (present.length < 2) {
    throw new ModelError(
      `model ${model}: expected training clips of at least two labels, got ` +
        `${rows === 0 ? "no clips" : `only "${train.labels[present[0]]}"`}.`,
    );
  }
  const bad = areFinite(train.x) ? -1 : train.x.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    throw new ModelError(
      `model ${model}: number ${bad % cols} of the training clip ${train.clipIds[Math.floor(bad / cols)]} ` +
        `is ${train.x[bad]}; expected finite features.`,
    );
  }
  const y = train.y.map((label) => present.indexOf(label));
  return { x: { rows, cols, data: train.x }, present, y };
}

/** Only finite numbers are 0 when they are multiplied by it. Four sums: each addition waits for the one before it. */
function areFinite(values: Float32Array): boolean {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  const whole = values.length - (values.length % 4);
  for (let i = 0; i < whole; i += 4) {
    a += values[i] * 0;
    b += values[i + 1] * 0;
    c += values[i + 2] * 0;
    d += values[i + 3] * 0;
  }
  for (let i = whole; i < values.length; i++) a += values[i] * 0;
  return a + b + c + d === 0;
}

/** The mean of every column, [column]. */
export function columnMeans({ rows, cols, data }: Matrix): Float32Array<ArrayBuffer> {
  const sums = new Float64Array(cols);
  for (let row = 0, at = 0; row < rows; row++)
    for (let col = 0; col < cols; col++, at++) sums[col] += data[at];
  return Float32Array.from(sums, (sum) => sum / rows);
}

/** Every row minus `means`: distances do not depend on the centre, and float32 keeps more of them. */
export function centre({ rows, cols, data }: Matrix, means: Float32Array): Matrix {
  const centred = new Float32Array(rows * cols);
  for (let row = 0, at = 0; row < rows; row++) {
    for (let col = 0; col < cols; col++, at++) centred[at] = data[at] - means[col];
  }
  return { rows, cols, data: centred };
}

/** Declares the input `features` [n, ...shape] and adds what makes it [n, width]. */
export function addFeatures(onnx: OnnxBuilder, shape: readonly number[]): string {
  const features = onnx.input("features", ["n", ...shape]);
  return shape.length === 1 ? features : onnx.node("Flatten", [features], { axis: { int: 1 } });
}

/**
 * Declares the output `probabilities` [n, labels]: labels without training rows get 0.
 *
 * @param probabilities - name of a tensor [n, present]
 */
export function addProbabilities(
  onnx: OnnxBuilder,
  probabilities: string,
  present: readonly number[],
  labels: number,
): void {
  if (present.length === labels) {
    onnx.node("Identity", [probabilities], {}, "probabilities");
  } else {
    const placement = new Float32Array(present.length * labels);
    present.forEach((label, i) => {
      placement[i * labels + label] = 1;
    });
    const placed = onnx.constant([present.length, labels], placement);
    onnx.node("MatMul", [probabilities, placed], {}, "probabilities");
  }
  onnx.output("probabilities", ["n", labels]);
}
