/** Weights of earlier runs that networks start from: read once, and audited by the audio that they were trained on. */
import { sha256 } from "../../base/digest.ts";
import { networksOf } from "../../features/recipe.ts";
import type { LearnerSpec } from "../../learners/learner.ts";
import type { WeightsProvenance } from "../../training/warm-start.ts";
import { decodeStart, readWeightsFile } from "../files/weights-file.ts";
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

/** Whether a learner rests on what others trained on other speech: a network among its features, or weights to start from. */
export function isPretrained(spec: LearnerSpec, warmStarts: ReadonlyMap<string, ReadWarmStart>): boolean {
  return leavesOf([spec]).some(
    ({ params: { recipe, warmStart } }) =>
      networksOf(recipe).length > 0 ||
      (warmStart !== undefined && warmStarts.get(warmStart.weights)?.pretrained === true),
  );
}

/** The clips of the corpus that weights were trained on: known by their audio, so that other ids or folders hide nothing. */
export function clipsKnownTo({ trainedOn }: ReadWarmStart, digests: ReadonlyMap<string, string>): string[] {
  const known = new Set(trainedOn.map(([, digest]) => digest));
  return [...digests].flatMap(([clipId, digest]) => (known.has(digest) ? [clipId] : []));
}
