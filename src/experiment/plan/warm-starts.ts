/** Weights of earlier runs that networks start from: read once, and audited by the audio that they were trained on. */
import { readFile } from "node:fs/promises";
import { sha256 } from "../../base/digest.ts";
import { ConfigError } from "../../base/errors.ts";
import { fileTrouble } from "../../base/file-trouble.ts";
import { networksOf } from "../../features/recipe.ts";
import type { LearnerSpec } from "../../learners/learner.ts";
import { whisperLayers } from "../../models/layers/whisper-layers.ts";
import { decodeWeights, type NamedWeights, type WeightsProvenance } from "../../training/warm-start.ts";
import { leavesOf, type NamedRecogniser } from "./leaves.ts";

/** A weights file, read. */
export interface ReadWarmStart {
  readonly path: string;
  /** Of the file: what a fit's result depends on. */
  readonly sha256: string;
  readonly trainedOn: WeightsProvenance["trainedOn"];
  /** Others trained a part of them, on speech of their own. */
  readonly pretrained: boolean;
}

/**
 * The weights that recognisers of an experiment start from, by path.
 *
 * @throws ConfigError if a file cannot be read
 * @throws ModelError if it is no whole weights file
 */
export async function readWarmStarts(
  recognisers: readonly NamedRecogniser[],
): Promise<Map<string, ReadWarmStart>> {
  const found = new Map<string, ReadWarmStart>();
  for (const { name, params } of recognisers) {
    const path = params.warmStart?.weights;
    if (path === undefined || found.has(path)) continue;
    const bytes = await readWeightsFile(`${name}: warmStart`, path);
    const { provenance } = await decodeStart(path, bytes);
    const { trainedOn, pretrained = false } = provenance;
    found.set(path, { path, sha256: await sha256(bytes), trainedOn, pretrained });
  }
  return found;
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

/** Whether a learner rests on what others trained on other speech: a network among its features, or weights to start from. */
export function isPretrained(spec: LearnerSpec, warmStarts: ReadonlyMap<string, ReadWarmStart>): boolean {
  return leavesOf([spec]).some(
    ({ params: { recipe, warmStart } }) =>
      networksOf(recipe).length > 0 ||
      (warmStart !== undefined && warmStarts.get(warmStart.weights)?.pretrained === true),
  );
}

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

/** The clips of the corpus that weights were trained on: known by their audio, so that other ids or folders hide nothing. */
export function clipsKnownTo({ trainedOn }: ReadWarmStart, digests: ReadonlyMap<string, string>): string[] {
  const known = new Set(trainedOn.map(([, digest]) => digest));
  return [...digests].flatMap(([clipId, digest]) => (known.has(digest) ? [clipId] : []));
}
