/** Features of rows, through the cache: what is missing goes to the pool, each clip decoded once. */
import { augmentations } from "../../augment/index.ts";
import { digestOf } from "../../base/digest.ts";
import { hash32 } from "../../base/random.ts";
import { eachOf } from "../../base/slots.ts";
import type { Clip } from "../../corpus/corpus.ts";
import { type RowKey, rowId } from "../../dataset/row-key.ts";
import type { Recipe } from "../../features/recipe.ts";
import type { AugmentChoice } from "../../learners/learner.ts";
import { byFile } from "../files/decode-clip.ts";
import { type ExtractTask, extractJob, type Variant } from "../jobs/extract.ts";
import { codeOf, moduleOf } from "../rows/code-identity.ts";
import type { Services } from "../work/services.ts";

/** The module that decodes and prepares audio. */
const EXTRACTION = new URL(
  `../jobs/extract.${import.meta.url.endsWith(".ts") ? "ts" : "js"}`,
  import.meta.url,
).href;

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

/** What there is of some rows' features, and what is not there yet. */
export interface FoundRows {
  readonly keys: FeatureKeys;
  readonly clips: number;
  readonly missing: readonly MissingClip[];
}

export interface MissingClip {
  readonly clip: Clip;
  readonly digest: string;
  readonly tasks: readonly ExtractTask[];
}

/**
 * Looks for the features of rows; nothing is computed.
 *
 * @param rows - may repeat
 */
export async function findRows(
  recogniser: RowRecipe,
  rows: readonly RowKey[],
  { clips, digests, seed }: AudioSource,
  services: Services,
): Promise<FoundRows> {
  const keys = new Map<string, readonly string[]>();
  const copiesOf = new Map<Clip, Map<string, RowKey>>();
  for (const row of rows) {
    const clip = clips.get(row.clipId);
    if (clip === undefined) throw new Error(`no clip ${row.clipId}`);
    const ofClip = copiesOf.get(clip);
    if (ofClip === undefined) copiesOf.set(clip, new Map([[rowId(row), row]]));
    else ofClip.set(rowId(row), row);
  }
  const missing = new Map<Clip, MissingClip>();
  const ordered = byFile([...copiesOf.keys()]);
  await eachOf(ordered, services.atOnce, async (clip) => {
    services.signal?.throwIfAborted();
    const digest = digests.get(clip.id);
    if (digest === undefined) throw new Error(`the clip ${clip.id} has no digest`);
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
    if (tasks.length > 0) missing.set(clip, { clip, digest, tasks });
  });
  return { keys, clips: ordered.length, missing: ordered.flatMap((clip) => missing.get(clip) ?? []) };
}

/**
 * Computes what is missing of some rows' features.
 *
 * @param stage - what it is called to whoever watches
 * @throws AudioError naming the clip whose features cannot be computed
 */
export async function extractMissing(
  stage: string,
  { clips: total, missing }: Pick<FoundRows, "clips" | "missing">,
  services: Services,
): Promise<void> {
  let done = total - missing.length;
  services.tell?.({ kind: "stage", name: stage, done, total });
  await eachOf(missing, services.atOnce, async (one) => {
    await extractClip(one, services);
    services.tell?.({ kind: "stage", name: stage, done: ++done, total });
  });
}

/** @throws AudioError naming the clip, if its features cannot be computed */
export async function extractClip(
  { clip: { id, path, segment }, digest, tasks }: MissingClip,
  services: Services,
): Promise<void> {
  services.signal?.throwIfAborted();
  const part = segment === undefined ? {} : { segment };
  await services.ask(extractJob, { clipId: id, path, ...part, digest, tasks: [...tasks] });
}

/**
 * Makes sure that the features of all rows are in the cache.
 *
 * @returns where each row's features are
 * @throws as `extractMissing`
 */
export async function extractRows(
  stage: string,
  recogniser: RowRecipe,
  rows: readonly RowKey[],
  source: AudioSource,
  services: Services,
): Promise<FeatureKeys> {
  const found = await findRows(recogniser, rows, source, services);
  await extractMissing(stage, found, services);
  return found.keys;
}

/** Which augmentation makes copy n: the steps' copies are numbered through, from 1. */
function variantOf({ augment }: RowRecipe, row: RowKey, seed: number): Variant | null {
  let last = 0;
  for (const { id, params, copies } of augment) {
    last += copies;
    if (row.copy > 0 && row.copy <= last) {
      const { deterministic } = augmentations.find(id);
      const own = deterministic === true ? 0 : hash32(`${seed}/${rowId(row)}`);
      return { augment: { id, params: { ...params } }, seed: own };
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
