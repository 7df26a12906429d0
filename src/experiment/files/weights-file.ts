/** Files of weights that networks start from. */
import { readFile } from "node:fs/promises";
import { ConfigError } from "../../base/errors.ts";
import { fileTrouble } from "../../base/file-trouble.ts";
import { whisperLayers } from "../../models/layers/whisper-layers.ts";
import { decodeWeights, type NamedWeights, type WeightsProvenance } from "../../training/warm-start.ts";

/** @throws ConfigError if the file cannot be read */
export async function readWeightsFile(where: string, path: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return Uint8Array.from(await readFile(path));
  } catch (error) {
    throw new ConfigError(
      `${where}: the weights ${path} cannot be read (${fileTrouble(error)}); expected a file .weights that a run wrote, or an encoder's .onnx.`,
      "Train that run first, or correct the path.",
    );
  }
}

/**
 * Weights that a run wrote, or the layers of an encoder's ONNX file; of what that was trained on nobody tells.
 *
 * @throws ModelError if the file is neither
 */
export async function decodeStart(
  path: string,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<{ readonly weights: NamedWeights; readonly provenance: WeightsProvenance }> {
  if (!path.endsWith(".onnx")) return decodeWeights(path, bytes);
  return {
    weights: whisperLayers(path, bytes),
    provenance: { name: path, trainedOn: [], pretrained: true },
  };
}
