import { expect } from "vitest";
import { createSession, floatTensor } from "../src/engine/onnx/session.ts";

/** Runs a one-input, one-output ONNX model. */
export async function runOnnx(
  onnx: Uint8Array,
  input: string,
  output: string,
  data: Float32Array,
  dims: readonly number[],
): Promise<Float32Array> {
  const session = await createSession(onnx);
  const result = (await session.run({ [input]: floatTensor(data, dims) }))[output].data;
  await session.release();
  expect(result).toBeInstanceOf(Float32Array);
  return result instanceof Float32Array ? result : new Float32Array(0);
}
