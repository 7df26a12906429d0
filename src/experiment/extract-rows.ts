/** Features of rows, through the cache: what is missing goes to the pool, each clip decoded once. */
import { digestOf } from "../base/digest.ts";
import { hash32 } from "../base/random.ts";
import type { Clip } from "../corpus/corpus.ts";
import { type RowKey, rowId } from "../dataset/row-key.ts";
import type { Recipe } from "../features/recipe.ts";
import type { AugmentChoice } from "../learners/learner.ts";
import { codeOf, moduleOf } from "./code-identity.ts";
import { byFile } from "./decode-clip.ts";
import { type ExtractTask, extractJob, type Variant } from "./jobs/extract.ts";
import type { Services } from "./services.ts";
import { eachOf } from "./slots.ts";

/** The module that decodes and prepares audio. */
const EXTRACTION = new URL(`./jobs/extract.${import.meta.url.endsWith(".ts") ? "ts" : "js"}`, import.meta.url)
  .href;

/** What the features of a recogniser's rows depend on. */
export interface RowRecipe {
  readonly augment: readonly AugmentChoice[];
  readonly recipe: Recipe;
}

/** Cache keys by row id (`clip#copy`), one key per feature of the recipe. */
export type FeatureKeys = ReadonlyMap<string, readonly string[]>;

/** The clips whose features are wanted, and what they sound like. */
export interface AudioSource {
  readonly clips: ReadonlyMap<string, Clip>;
  /** Clip id -> digest of the decoded audio. */
  readonly digests: ReadonlyMap<string, string>;
  /** Of the augmentations: the same row always gets the same copy. */
  readonly seed: number;
}

/**
 * Makes sure that the features of all rows are in the cache.
 *
 * @param stage - what it is called to whoever watches
 * @param rows - may repeat
 * @returns where each row's features are
 * @throws AudioError naming the clip whose features cannot be computed
 */
export async function extractRows(
  stage: string,
  recogniser: RowRecipe,
  rows: readonly RowKey[],
  { clips, digests, seed }: AudioSource,
  services: Services,
): Promise<FeatureKeys> {
  const keys = new Map<string, readonly string[]>();
  const copiesOf = new Map<Clip, Map<string, RowKey>>();
  for (const row of rows) {
    const clip = clips.get(row.clipId);
    if (clip === undefined) throw new Error(`no clip ${row.clipId}`);
    const ofClip = copiesOf.get(clip);
    if (ofClip === undefined) copiesOf.set(clip, new Map([[rowId(row), row]]));
    else ofClip.set(rowId(row), row);
  }

  /** Of a clip; what is missing is computed. */
  async function extract(clip: Clip): Promise<void> {
    const { id: clipId, path, segment } = clip;
    const digest = digests.get(clipId);
    if (digest === undefined) throw new Error(`the clip ${clipId} has no digest`);
    const tasks: ExtractTask[] = [];
    for (const [id, row] of copiesOf.get(clip) ?? []) {
      const variant = variantOf(recogniser, row, seed);
      const rowKeys = await keysOf(recogniser, variant, digest);
      keys.set(id, rowKeys);
      const wanted: { feature: number; key: string }[] = [];
      for (const [feature, key] of rowKeys.entries()) {
        if ((await services.cache.readFeature(key)) === undefined) wanted.push({ feature, key });
      }
      if (wanted.length > 0) tasks.push({ variant, recipe: recogniser.recipe, wanted });
    }
    if (tasks.length === 0) return;
    const part = segment === undefined ? {} : { segment };
    await services.ask(extractJob, { clipId, path, ...part, digest, tasks });
  }

  let done = 0;
  await eachOf(byFile([...copiesOf.keys()]), services.atOnce, async (clip) => {
    services.signal?.throwIfAborted();
    await extract(clip);
    services.tell?.({ kind: "stage", name: stage, done: ++done, total: copiesOf.size });
  });
  return keys;
}

/** Which augmentation makes copy n: the steps' copies are numbered through, from 1. */
function variantOf({ augment }: RowRecipe, row: RowKey, seed: number): Variant | null {
  let last = 0;
  for (const { id, params, copies } of augment) {
    last += copies;
    if (row.copy > 0 && row.copy <= last) {
      return { augment: { id, params: { ...params } }, seed: hash32(`${seed}/${rowId(row)}`) };
    }
  }
  return null;
}

async function keysOf({ recipe }: RowRecipe, variant: Variant | null, digest: string): Promise<string[]> {
  const { features: list, frames: _later, ...preparation } = recipe;
  const changes = variant === null ? [] : [moduleOf("augmentation", variant.augment.id)];
  return Promise.all(
    list.map(async ({ id, ...step }) => {
      const code = await codeOf(EXTRACTION, moduleOf("feature", id), ...changes);
      return digestOf({ digest, variant, preparation, feature: id, ...step, code });
    }),
  );
}
