/** Runs ONNX models: onnxruntime-node in Node, onnxruntime-web in the browser, by the package's import map. */
import * as ort from "#onnxruntime";
import { ModelError, messageOf } from "../../base/errors.ts";

export type { InferenceSession, Tensor } from "#onnxruntime";

export interface SessionOptions {
  /**
   * Threads inside one operator; 0 leaves the choice to onnxruntime. In a browser its `env.wasm.numThreads` decides
   * instead, for all sessions, and only pages that are cross-origin isolated have more than one.
   */
  readonly threads?: number;
}

/** @throws ModelError if onnxruntime refuses the model */
export async function createSession(
  onnx: Uint8Array,
  options: SessionOptions = {},
): Promise<ort.InferenceSession> {
  try {
    return await ort.InferenceSession.create(onnx, {
      intraOpNumThreads: options.threads ?? 0,
      interOpNumThreads: 1,
      logSeverityLevel: 4,
      // weights in whole numbers become what they stand for: kernels that reckon in 8 bits round differently by machine
      extra: { session: { disable_quant_qdq: "1" } },
    });
  } catch (error) {
    throw new ModelError(`onnxruntime refused the model: ${messageOf(error).split("\n")[0]}`);
  }
}

export function floatTensor(data: Float32Array, dims: readonly number[]): ort.Tensor {
  return new ort.Tensor("float32", data, dims);
}

/** A scalar that counts. */
export function integerTensor(value: number): ort.Tensor {
  return new ort.Tensor("int64", BigInt64Array.of(BigInt(value)), []);
}

/** Whole numbers, one per row. */
export function integersTensor(data: Int32Array): ort.Tensor {
  return new ort.Tensor("int64", BigInt64Array.from(data, BigInt), [data.length]);
}

/**
 * The whole numbers of an output.
 *
 * @throws ModelError if onnxruntime did not give them
 */
export function decisionsOf(
  results: ort.InferenceSession.OnnxValueMapType,
  name: string,
): Int32Array<ArrayBuffer> {
  const data = dataOf(results, name);
  if (!(data instanceof BigInt64Array))
    throw new ModelError(`onnxruntime gave no whole numbers for ${name}.`);
  return Int32Array.from(data, Number);
}

/**
 * The numbers of an output, not copied. (Outputs that are given to a run beforehand stay as they were in a browser.)
 *
 * @throws ModelError if onnxruntime did not give them
 */
export function floatsOf(
  results: ort.InferenceSession.OnnxValueMapType,
  name: string,
): Float32Array<ArrayBuffer> {
  const data = dataOf(results, name);
  if (!(data instanceof Float32Array) || !(data.buffer instanceof ArrayBuffer))
    throw new ModelError(`onnxruntime gave no numbers for ${name}.`);
  return new Float32Array(data.buffer, data.byteOffset, data.length);
}

function dataOf(results: ort.InferenceSession.OnnxValueMapType, name: string): unknown {
  return Object.hasOwn(results, name) ? results[name].data : undefined;
}
