/** Where the training rows of a final fit lie, and how far out a clip lies that is no part of them. */
import { canonicalJson } from "../../base/digest.ts";
import type { RowKey } from "../../dataset/row-key.ts";
import { rowId } from "../../dataset/row-key.ts";
import { padFrames } from "../../features/recipe.ts";
import type { GraphInput } from "../../learners/assemble.ts";
import type { LearnerSpec } from "../../learners/learner.ts";
import { type PlaceScaler, placeOf, type Reach, squaresOf } from "../../recogniser/index.ts";
import { percentiles } from "../../signal/statistics.ts";
import { copiesOf, leavesOf } from "../plan/leaves.ts";
import { type Prepared, rowsOfClip } from "../plan/prepare.ts";
import type { Cache } from "../rows/cache.ts";
import { openRowStore, type RowStore, readRows } from "../rows/stored-rows.ts";

/** One held-out clip in so many lies further out than the limit. */
const BEYOND = 0.01;
/** Fewer tell nothing of the furthest one in a hundred. */
const FEWEST_CLIPS = 100;
/** Of all inputs: more would make too much of the file's description. */
const MOST_NUMBERS = 2 ** 15;
/** Means and scales are text: so many digits do. */
const DIGITS = 4;
/** Rows that are read at a time. */
const ROWS_AT_ONCE = 64;

/** Rows of one input from audio. */
export interface PlacedRows {
  readonly name: string;
  /** Each time from the beginning, in the same order. */
  rows(): AsyncIterable<PlacedRow>;
}

export interface PlacedRow {
  readonly clipId: string;
  /** Whether it is the recording itself, and not a changed copy. */
  readonly isOriginal: boolean;
  /** As `placeOf`. */
  readonly place: Float64Array;
}

/**
 * Of a learner that was fitted on all clips: undefined where there is too little to tell it by, or too much to write down.
 *
 * @param inputs - of its graph
 */
export async function reachOf(
  spec: LearnerSpec,
  inputs: readonly GraphInput[],
  { plan, truth, featuresOf, packOf }: Pick<Prepared, "plan" | "truth" | "featuresOf" | "packOf">,
  cache: Cache,
): Promise<Reach | undefined> {
  const placed: PlacedRows[] = [];
  for (const input of inputs) {
    if (input.from !== "audio") continue;
    const key = recipeKey(input.recipe);
    const leaf = leavesOf([spec]).find(({ params }) => recipeKey(params.recipe) === key);
    // a search may have found a recipe of its own
    if (leaf === undefined) return undefined;
    const keys = featuresOf(leaf.params);
    const rows = [...truth.keys()].flatMap((clipId) => rowsOfClip(clipId, copiesOf(leaf.params)));
    const store = await openRowStore(cache, packOf(leaf.params));
    const { frames } = input.recipe;
    placed.push({ name: input.name, rows: () => placesOf(rows, keys, frames, store) });
  }
  const foldOf = new Map(plan.folds.flatMap(({ test }, fold) => test.map((id) => [id, fold] as const)));
  return fitReach(placed, new Map([...foldOf].filter(([id]) => truth.has(id))));
}

/** Of a recipe, whatever its frames were padded to. */
function recipeKey(recipe: object): string {
  return canonicalJson({ ...recipe, frames: null });
}

async function* placesOf(
  rows: readonly RowKey[],
  keys: ReadonlyMap<string, readonly string[]>,
  frames: number | "longest" | null,
  store: RowStore,
): AsyncGenerator<PlacedRow> {
  for (let at = 0; at < rows.length; at += ROWS_AT_ONCE) {
    const some = rows.slice(at, at + ROWS_AT_ONCE);
    const sources = some.map((row) => ({ ...row, y: -1, from: [...(keys.get(rowId(row)) ?? [])] }));
    for (const [i, feature] of (await readRows(sources, store)).entries()) {
      const { data, shape } = typeof frames === "number" ? padFrames(feature, frames) : feature;
      yield { clipId: some[i].clipId, isOriginal: some[i].copy === 0, place: placeOf(data, shape) };
    }
  }
}

/**
 * Where training rows lie, and how far a clip lies out that is no part of them: clips of a fold are held against the rows of all
 * other folds, copies too. The distance is the root mean square of all numbers' distances from their means, in standard deviations.
 *
 * @param foldOf - clip id -> fold that it is tested in; others only say where the training lies
 * @returns undefined where there are fewer than 100 clips to hold out, or more than 32768 numbers to write down
 */
export async function fitReach(
  inputs: readonly PlacedRows[],
  foldOf: ReadonlyMap<string, number>,
): Promise<Reach | undefined> {
  const outside = new Map<string, { squares: number; count: number }>();
  const fitted: Reach["inputs"] = [];
  for (const { name, rows } of inputs) {
    const moments = new Map<number, Moments>();
    for await (const { clipId, place } of rows()) {
      const fold = foldOf.get(clipId) ?? -1;
      const own = moments.get(fold) ?? emptyMoments(place.length);
      moments.set(fold, own);
      addTo(own, place);
    }
    const scalers = new Map([...moments.keys()].map((fold) => [fold, scalerOf(moments, fold)]));
    for await (const { clipId, isOriginal, place } of rows()) {
      const scaler = scalers.get(foldOf.get(clipId) ?? -1);
      if (!isOriginal || scaler === undefined || !foldOf.has(clipId)) continue;
      const sums = outside.get(clipId) ?? { squares: 0, count: 0 };
      outside.set(clipId, {
        squares: sums.squares + squaresOf(place, scaler),
        count: sums.count + place.length,
      });
    }
    const { mean, scale } = scalerOf(moments);
    fitted.push({ name, mean: Array.from(mean, shortened), scale: Array.from(scale, shortened) });
  }
  const numbers = fitted.reduce((sum, { mean }) => sum + mean.length, 0);
  if (outside.size < FEWEST_CLIPS || numbers > MOST_NUMBERS) return undefined;
  const distances = [...outside.values()].map(({ squares, count }) => Math.sqrt(squares / count));
  const [limit] = percentiles(distances, [100 * (1 - BEYOND)]);
  return limit > 0 ? { inputs: fitted, limit, n: outside.size } : undefined;
}

/** Of rows so far, about the first one. */
interface Moments {
  count: number;
  readonly sums: Float64Array;
  readonly squares: Float64Array;
}

function emptyMoments(width: number): Moments {
  return { count: 0, sums: new Float64Array(width), squares: new Float64Array(width) };
}

function addTo(moments: Moments, place: Float64Array): void {
  moments.count++;
  for (let i = 0; i < place.length; i++) {
    moments.sums[i] += place[i];
    moments.squares[i] += place[i] * place[i];
  }
}

/** Of the rows of all folds but one. */
function scalerOf(folds: ReadonlyMap<number, Moments>, without?: number): PlaceScaler {
  const others = [...folds].flatMap(([fold, moments]) => (fold === without ? [] : [moments]));
  const width = [...folds.values()][0]?.sums.length ?? 0;
  const count = others.reduce((sum, one) => sum + one.count, 0);
  const sumOf = (i: number, of: "sums" | "squares"): number =>
    others.reduce((sum, one) => sum + one[of][i], 0);
  const mean = Float64Array.from({ length: width }, (_, i) => sumOf(i, "sums") / count);
  const scale = Float64Array.from({ length: width }, (_, i) => {
    const square = sumOf(i, "squares") / count;
    const variance = square - mean[i] ** 2;
    // what rounding leaves of numbers that are all alike is no spread
    return variance > 1e-10 * square ? 1 / Math.sqrt(variance) : 0;
  });
  return { mean, scale };
}

function shortened(value: number): number {
  return Number(value.toPrecision(DIGITS));
}
