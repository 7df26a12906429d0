/** Numbers of float64 to and from onnxruntime. */
import * as ort from "#onnxruntime";
import { ModelError } from "../../base/errors.ts";

export function doubleTensor(data: Float64Array, dims: readonly number[]): ort.Tensor {
  return new ort.Tensor("float64", data, dims);
}

/**
 * The numbers of an output, not copied.
 *
 * @throws ModelError if onnxruntime did not give them
 */
export function doublesOf(
  results: ort.InferenceSession.OnnxValueMapType,
  name: string,
): Float64Array<ArrayBuffer> {
  const data = Object.hasOwn(results, name) ? results[name].data : undefined;
  if (!(data instanceof Float64Array) || !(data.buffer instanceof ArrayBuffer))
    throw new ModelError(`onnxruntime gave no numbers of float64 for ${name}.`);
  return new Float64Array(data.buffer, data.byteOffset, data.length);
}
