/** Speech encoders for tests: the one that comes with Prosodia, and tiny ones of the same interfaces. */
import { readFileSync } from "node:fs";
import { OnnxBuilder } from "../src/engine/onnx/builder.ts";
import type { EncoderFile } from "../src/features/encoder/description.ts";
import { describeEncoder } from "../src/features/encoder/file.ts";
import type { Networks } from "../src/features/network.ts";
import { openNetworks } from "../src/features/open-networks.ts";

export const PACKAGED_BYTES = Uint8Array.from(
  readFileSync(new URL("../weights/whisper-tiny-turn.onnx", import.meta.url)),
);

export function packagedNetworks(): Networks {
  return openNetworks(async () => PACKAGED_BYTES, { threads: 1 });
}

export function encoderFile(
  bytes: Uint8Array<ArrayBuffer>,
  preprocessor: unknown = null,
): Promise<EncoderFile> {
  return describeEncoder({ bytes, preprocessor });
}

/** One convolution with two channels: of pictures with 8 mels and 100 frames, or of waveforms. */
export function tinyEncoder({
  kind = "log-mel",
  input = kind === "log-mel" ? "input_features" : "input_values",
  outputs = kind === "log-mel" ? ["hidden_states.1", "hidden_states.0"] : ["last_hidden_state"],
  stride = kind === "log-mel" ? 2 : 320,
  last = "Transpose",
}: {
  readonly kind?: "log-mel" | "waveform";
  readonly input?: string;
  readonly outputs?: readonly string[];
  readonly stride?: number;
  /** Operator of the outputs. */
  readonly last?: string;
} = {}): Uint8Array<ArrayBuffer> {
  const onnx = new OnnxBuilder("encoder");
  const isImage = kind === "log-mel";
  const shown = onnx.input(input, isImage ? ["n", 8, 100] : ["n", "samples"]);
  const rows = isImage ? shown : onnx.node("Unsqueeze", [shown, onnx.integers([1])]);
  const kernel = isImage ? [2, 8, stride] : [2, 1, 400];
  const size = kernel.reduce((product, length) => product * length, 1);
  const weights = onnx.constant(
    kernel,
    Float32Array.from({ length: size }, (_, i) => Math.sin(i) / size),
  );
  const frames = onnx.node("Conv", [rows, weights], { strides: { ints: [stride] } });
  for (const name of outputs) {
    onnx.node(last, [frames], { perm: { ints: [0, 2, 1] } }, name);
    onnx.output(name, ["n", "frames", 2]);
  }
  return onnx.toBytes();
}
