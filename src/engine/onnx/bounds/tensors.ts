/** What is known of a model's tensors before it runs: kind, shape, and the values of small whole-number constants. */
import { type TensorProto, TensorProto_DataType } from "onnx-buf";
import { ModelError } from "../../../base/errors.ts";

export type Kind = "float32" | "float64" | "int64" | "bool";

export interface Known {
  readonly kind: Kind;
  readonly dims: readonly number[];
  /** Of whole numbers that the file holds, or that follow from shapes; absent where only a run tells them. */
  readonly values?: readonly number[];
  /** Whether it follows from the file's own numbers alone: onnxruntime computes and keeps it when it opens the file. */
  readonly constant: boolean;
}

export const BYTES: Readonly<Record<Kind, number>> = { float32: 4, float64: 8, int64: 8, bool: 1 };

const KINDS = new Map<number, Kind>([
  [TensorProto_DataType.FLOAT, "float32"],
  [TensorProto_DataType.DOUBLE, "float64"],
  [TensorProto_DataType.INT64, "int64"],
  [TensorProto_DataType.BOOL, "bool"],
]);

/** Of ONNX's number for it; undefined for those that no export uses, text among them. */
export function kindOf(dataType: number): Kind | undefined {
  return KINDS.get(dataType);
}

/** Whole numbers in a tensor whose values are looked at: shapes, axes and the like are shorter. */
export const MOST_VALUES = 64;

export function sizeOf(dims: readonly number[]): number {
  return dims.reduce((product, length) => product * length, 1);
}

/**
 * A tensor of the file.
 *
 * @throws ModelError if it is of a kind that exports do not use, or its bytes are not those of its shape
 */
export function knownTensor({ name, dims: lengths, dataType, rawData }: TensorProto): Known {
  const kind = kindOf(dataType);
  const dims = lengths.map(Number);
  if (kind === undefined) throw new ModelError(`the weight "${name}" is of the type ${dataType}.`);
  if (dims.some((length) => length < 0) || sizeOf(dims) * BYTES[kind] !== rawData.length) {
    throw new ModelError(`the weight "${name}" is not as long as its shape [${dims.join(", ")}] says.`);
  }
  if (kind !== "int64" || sizeOf(dims) > MOST_VALUES) return { kind, dims, constant: true };
  const view = new DataView(rawData.buffer, rawData.byteOffset, rawData.byteLength);
  const values = Array.from({ length: sizeOf(dims) }, (_, i) => Number(view.getBigInt64(8 * i, true)));
  return { kind, dims, values, constant: true };
}

/** Shapes for an error: the first few. */
export function show(...shapes: readonly (readonly number[])[]): string {
  const few = shapes
    .slice(0, 3)
    .map((dims) => `[${dims.slice(0, 8).join(", ")}${dims.length > 8 ? ", …" : ""}]`);
  return [...few, ...(shapes.length > 3 ? ["…"] : [])].join(", ");
}

/** NumPy's common shape, or undefined. */
export function broadcast(shapes: readonly (readonly number[])[]): number[] | undefined {
  const rank = Math.max(0, ...shapes.map((shape) => shape.length));
  const common: number[] = [];
  for (let axis = 0; axis < rank; axis++) {
    let length = 1;
    for (const shape of shapes) {
      const own = shape[shape.length - rank + axis] ?? 1;
      if (own === 1) continue;
      if (length !== 1 && length !== own) return undefined;
      length = own;
    }
    common.push(length);
  }
  return common;
}
