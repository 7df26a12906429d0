/** Features of rows, through the cache: what is missing goes to the pool, each clip decoded once. */
import { digestOf } from "../base/digest.ts";
import { hash32 } from "../base/random.ts";
import type { Clip } from "../corpus/corpus.ts";
import { type RowKey, rowId } from "../dataset/rows.ts";
import { features } from "../features/index.ts";
import type { Cache } from "./cache.ts";
import type { RecogniserConfig } from "./config.ts";
import type { ExtractTask, Variant } from "./jobs.ts";
import type { Pool } from "./pool.ts";
import type { Watch } from "./watch.ts";

/** What the features of a recogniser's rows depend on. */
export type RowRecipe = Pick<RecogniserConfig, "augment" | "recipe">;

/** Copies per clip that the augmentations make, beside the original. */
export function copiesOf(recogniser: Pick<RecogniserConfig, "augment">): number {
  return recogniser.augment.reduce((sum, step) => sum + step.copies, 0);
}

/** Cache keys by row id (`clip#copy`), one key per feature of the recipe. */
export type FeatureKeys = ReadonlyMap<string, readonly string[]>;

/**
 * Makes sure that the features of all rows are in the cache.
 *
 * @param rows - may repeat
 * @param seed - of the augmentations: the same row always gets the same copy
 * @returns where each row's features are
 * @throws AudioError naming the clip whose features cannot be computed
 */
export async function extractRows(
  step: string,
  recogniser: RowRecipe,
  rows: readonly RowKey[],
  clips: ReadonlyMap<string, Clip>,
  digests: ReadonlyMap<string, string>,
  seed: number,
  { pool, cache, watch }: { pool: Pool; cache: Cache; watch: Watch },
): Promise<FeatureKeys> {
  const keys = new Map<string, readonly string[]>();
  const tasks = new Map<string, ExtractTask[]>();
  for (const row of rows) {
    const id = rowId(row);
    if (keys.has(id)) continue;
    const variant = variantOf(recogniser, row, seed);
    const rowKeys = await keysOf(recogniser, variant, digests.get(row.clipId));
    keys.set(id, rowKeys);
    const wanted: { feature: number; key: string }[] = [];
    for (const [feature, key] of rowKeys.entries()) {
      if ((await cache.readFeature(key)) === undefined) wanted.push({ feature, key });
    }
    if (wanted.length > 0) {
      const ofClip = tasks.get(row.clipId) ?? [];
      ofClip.push({ variant, recipe: recogniser.recipe, wanted });
      tasks.set(row.clipId, ofClip);
    }
  }
  let done = 0;
  await Promise.all(
    [...tasks].map(async ([clipId, ofClip]) => {
      const clip = clips.get(clipId);
      if (clip === undefined) throw new Error(`no clip ${clipId}`);
      await pool.extract({ kind: "extract", clipId, path: clip.path, tasks: ofClip }, watch);
      watch.onProgress?.(step, ++done, tasks.size);
    }),
  );
  return keys;
}

/** Which augmentation makes copy n: the steps' copies are numbered through, from 1. */
function variantOf({ augment }: RowRecipe, row: RowKey, seed: number): Variant | null {
  let last = 0;
  for (const { id, params, copies } of augment) {
    last += copies;
    if (row.copy > 0 && row.copy <= last) {
      return { augment: { id, params }, seed: hash32(`${seed}/${rowId(row)}`) };
    }
  }
  return null;
}

function keysOf(
  { recipe }: RowRecipe,
  variant: Variant | null,
  digest: string | undefined,
): Promise<string[]> {
  const { features: list, frames: _later, ...preparation } = recipe;
  return Promise.all(
    list.map(({ id, ...step }) =>
      digestOf({ digest, variant, preparation, feature: id, version: features.find(id).version, ...step }),
    ),
  );
}
