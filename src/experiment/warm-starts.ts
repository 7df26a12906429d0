/** Weights of earlier runs that networks start from: read once, and audited by the audio that they were trained on. */
import { readFile } from "node:fs/promises";
import { sha256 } from "../base/digest.ts";
import { ConfigError, messageOf } from "../base/errors.ts";
import type { FoldRows } from "../dataset/rows.ts";
import { decodeWeights, type WeightsProvenance } from "../training/warm-start.ts";
import type { ClipSet } from "./clips.ts";
import type { Experiment } from "./config.ts";

/** What a fit job says of its warm start. */
export interface WarmStartSource {
  readonly path: string;
  /** Of the file: what the fit's result depends on. */
  readonly sha256: string;
  readonly except: readonly string[];
}

export interface ReadWarmStart {
  readonly source: WarmStartSource;
  readonly trainedOn: WeightsProvenance["trainedOn"];
}

/**
 * The warm starts of an experiment's recognisers, by name; of those that have one.
 *
 * @throws ConfigError if a file cannot be read
 * @throws ModelError if it is no whole weights file
 */
export async function readWarmStarts(experiment: Experiment): Promise<Map<string, ReadWarmStart>> {
  const found = new Map<string, ReadWarmStart>();
  for (const [name, { warmStart }] of Object.entries(experiment.recognisers)) {
    if (warmStart === undefined) continue;
    const { weights: path, except } = warmStart;
    const bytes = await readWeightsFile(`recognisers.${name}.warmStart`, path);
    const { provenance } = await decodeWeights(path, bytes);
    found.set(name, {
      source: { path, sha256: await sha256(bytes), except },
      trainedOn: provenance.trainedOn,
    });
  }
  return found;
}

/** @throws ConfigError if the file cannot be read */
export async function readWeightsFile(where: string, path: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return Uint8Array.from(await readFile(path));
  } catch (error) {
    throw new ConfigError(`${where}: the weights ${path} cannot be read (${messageOf(error)}).`);
  }
}

/**
 * The folds as they are with a warm start: whatever it was trained on counts as trained on. Clips are known by their
 * audio, so that other ids or folders hide nothing.
 */
export function withTrainedClips(
  folds: readonly FoldRows[],
  trainedOn: WeightsProvenance["trainedOn"],
  { digests }: Pick<ClipSet, "digests">,
): FoldRows[] {
  const known = new Set(trainedOn.map(([, digest]) => digest));
  const rows = [...digests]
    .filter(([, digest]) => known.has(digest))
    .map(([clipId]) => ({ clipId, copy: 0 }));
  return folds.map((fold) => ({ ...fold, train: [...fold.train, ...rows] }));
}
