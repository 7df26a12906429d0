/**
 * onnxruntime's convolutions on blocked channels ([row, channel / block, ..., block] in memory): twice as fast as the
 * others where they were measured, but taken by onnxruntime itself only where weights are constant, which they are not
 * in training. They exist for processors with wide registers, and not in WebAssembly.
 */
import { OnnxBuilder } from "./builder.ts";
import { createSession, floatTensor } from "./session.ts";

/** The domain of onnxruntime's own operators for it. */
export const BLOCKED_DOMAIN = { name: "com.microsoft.nchwc", version: 1 };

let probed: Promise<number> | undefined;

/** How many channels this machine's convolutions take as a block; 0 where there are no such convolutions. */
export function blockedChannels(): Promise<number> {
  probed ??= probe();
  return probed;
}

/** Four channels come back as a whole block. */
async function probe(): Promise<number> {
  const onnx = new OnnxBuilder("probe");
  const blocked = onnx.nodeOf(BLOCKED_DOMAIN, "ReorderInput", [onnx.input("x", [1, 4, 1, 1])]);
  onnx.output(onnx.node("Shape", [blocked]), [4], "int64");
  try {
    const session = await createSession(onnx.toBytes(), { threads: 1 });
    try {
      const x = floatTensor(new Float32Array(4), [1, 4, 1, 1]);
      const [{ data }] = Object.values(await session.run({ x }));
      const block = Number(data[1]);
      return block > 4 ? block : 0;
    } finally {
      await session.release();
    }
  } catch {
    return 0;
  }
}
