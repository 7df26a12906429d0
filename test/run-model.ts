import { expect } from "vitest";
import { createSession, floatTensor, integersTensor } from "../src/engine/onnx/session.ts";

/**
 * Runs an ONNX model of one output.
 *
 * @param frames - how many frames of each row are real; given to models that ask for it
 */
export async function runOnnx(
  onnx: Uint8Array,
  input: string,
  output: string,
  data: Float32Array,
  dims: readonly number[],
  frames?: Int32Array,
): Promise<Float32Array> {
  const session = await createSession(onnx);
  const counts = frames !== undefined && session.inputNames.includes("frames");
  const feeds = { [input]: floatTensor(data, dims), ...(counts ? { frames: integersTensor(frames) } : {}) };
  const result = (await session.run(feeds))[output].data;
  await session.release();
  expect(result).toBeInstanceOf(Float32Array);
  return result instanceof Float32Array ? result : new Float32Array(0);
}
