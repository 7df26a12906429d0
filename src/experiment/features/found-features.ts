/** Features that a run needs: those that are there, and those that are to be computed, with what that takes. */
import type { Recipe } from "../../features/recipe.ts";
import type { ClipSet } from "../clips/clips.ts";
import type { Experiment } from "../config/config.ts";
import { makePack } from "../rows/packs.ts";
import type { Services } from "../work/services.ts";
import type { Effort } from "../work/timings.ts";
import {
  extractMissing,
  type FoundRows,
  findRows,
  type MissingClip,
  type RowRecipe,
} from "./extract-rows.ts";

export interface FoundFeatures {
  readonly stage: string;
  /** As `rowRecipe`. */
  readonly row: string;
  readonly found: FoundRows;
  /** Of what is missing. */
  readonly effort: Effort;
}

/** What features depend on, as text. */
export function rowRecipe({ augment, recipe }: RowRecipe): string {
  return JSON.stringify([augment, recipe]);
}

/**
 * Looks for the features of some rows; nothing is computed.
 *
 * @param name - of the first that needs them
 * @param rows - may repeat
 */
export async function lookForFeatures(
  name: string,
  needed: RowRecipe,
  rows: Parameters<typeof findRows>[1],
  { set, seed }: Pick<Experiment, "seed"> & { readonly set: ClipSet },
  services: Services,
): Promise<FoundFeatures> {
  const clips = new Map(set.clips.map((clip) => [clip.id, clip]));
  const found = await findRows(needed, rows, { clips, digests: set.digests, seed }, services);
  const effort = {
    of: {
      features: computedOf(needed.recipe),
      augment: needed.augment,
      lacked: lackedBy(found.missing),
    },
    size: soundOf(found.missing, set),
  };
  return { stage: `Features of ${name}`, row: rowRecipe(needed), found, effort };
}

function computedOf({ frames: _later, ...computed }: Recipe): Omit<Recipe, "frames"> {
  return computed;
}

/** Which of the recipe's features are missing: clips differ in it. */
function lackedBy(missing: readonly MissingClip[]): number[] {
  const tasks = missing.flatMap((one) => one.tasks);
  return [...new Set(tasks.flatMap(({ wanted }) => wanted.map(({ feature }) => feature)))].toSorted();
}

/** s of sound of which features are computed: what that takes grows with it. */
export function soundOf(missing: readonly MissingClip[], { facts }: Pick<ClipSet, "facts">): number {
  return missing.reduce((sum, { clip, tasks }) => {
    const { samples = 0, sampleRate = 1 } = facts.get(clip.id) ?? {};
    return sum + (tasks.length * samples) / sampleRate;
  }, 0);
}

/** What is left once some of its clips are done. */
export function without(
  one: FoundFeatures,
  done: ReadonlySet<MissingClip>,
  set: Pick<ClipSet, "facts">,
): FoundFeatures {
  const missing = one.found.missing.filter((clip) => !done.has(clip));
  return {
    ...one,
    found: { ...one.found, missing },
    effort: { ...one.effort, size: soundOf(missing, set) },
  };
}

/**
 * Computes what is missing.
 *
 * @returns row recipe -> where its features are together, of those that are
 * @throws AudioError naming the clip whose features cannot be computed
 */
export async function extractFound(
  all: readonly FoundFeatures[],
  services: Services,
): Promise<Map<string, string>> {
  const packs = new Map<string, string>();
  for (const { stage, row, found, effort } of all) {
    const begun = performance.now();
    await extractMissing(stage, found, services);
    const pack = await makePack([...found.keys.values()], services.cache);
    if (pack !== undefined) packs.set(row, pack);
    if (effort.size > 0) services.timings.learn(effort, (performance.now() - begun) / 1000);
  }
  return packs;
}
