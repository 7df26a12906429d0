/** The encoder that comes with Prosodia: weights/whisper-tiny-turn.onnx, made by tools/cut_encoder.py. */
import type { EncoderFile } from "./description.ts";

export const PACKAGED: EncoderFile = {
  sha256: "e1d288a34d204d1688f33981401ae3ee23ac22f2ea3ff3f5c4428548767b2bdf",
  input: { kind: "log-mel", mels: 80, frames: 400, padding: "start", normalise: true },
  layers: [1, 2, 3],
  width: 384,
};
