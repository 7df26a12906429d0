import { OnnxBuilder } from "../src/engine/onnx/builder.ts";

/** A network of one input "x" and one output "y" that multiplies squares of 1500 rows for many minutes. */
export function longNetwork(): Uint8Array<ArrayBuffer> {
  const onnx = new OnnxBuilder("hostile");
  const size = onnx.node("Cast", [onnx.input("x", ["n"])], { to: { int: 7 } });
  let square = onnx.node("Expand", [onnx.scalar(1e-9), size]);
  for (let i = 0; i < 3000; i++) square = onnx.node("MatMul", [square, square]);
  onnx.node("Identity", [square], {}, "y");
  onnx.output("y", ["m"]);
  return onnx.toBytes();
}

export const LONG_INPUT = { data: Float32Array.of(1500, 1500), shape: [2] } as const;
