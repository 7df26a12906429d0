/** The encoder that comes with Prosodia: weights/whisper-tiny-turn.onnx, made by tools/cut_encoder.py. */
import type { EncoderFile } from "./description.ts";

export const PACKAGED: EncoderFile = {
  sha256: "a881e4cc309eae0bd5c72315f184df6391b605dd2c9e21e4ad38909733f900f6",
  input: { kind: "log-mel", mels: 80, frames: 300, padding: "start", normalise: true },
  layers: [1, 2, 3],
  width: 384,
};
