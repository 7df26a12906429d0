/** Maps of clips, and beside each map how far it can be believed. */
import { ConfigError, ModelError } from "../base/errors.ts";
import type { Matrix } from "../base/matrix.ts";
import { createRandom } from "../base/random.ts";
import { type Dataset, widthOf } from "../dataset/dataset.ts";
import { adjustedRandIndex, purity } from "../metrics/clusters.ts";
import { applyStep } from "../steps/apply-step.ts";
import { nearestOf, squaredDistances } from "../steps/maps/points.ts";
import { tsne, tsneNeighbours } from "../steps/maps/tsne.ts";
import { umap } from "../steps/maps/umap.ts";
import { pca } from "../steps/pca.ts";
import { standardise } from "../steps/standardise.ts";
import { type Classified, classify, type PointFold } from "./classify.ts";
import { cluster } from "./cluster.ts";
import { type Hit, neighbourhoodHit, trustworthiness } from "./neighbourhood.ts";

/** What is known of a clip and can colour it. */
export type Trait = "label" | "speaker" | "sex" | "answer";

export interface ExploreInput {
  /** Features and labels; one row per clip. */
  readonly dataset: Dataset;
  /** Trait -> [row], undefined where not known; all but the label, which the dataset has. */
  readonly traits: Readonly<Record<Exclude<Trait, "label">, readonly (string | undefined)[]>>;
  /** What neighbours and SVM are measured by, as places in the dataset. */
  readonly folds: readonly PointFold[];
}

export interface ExploreOptions {
  readonly seed: number;
  /** Of t-SNE; absent: 30, or a third of the clips where they are few. */
  readonly perplexity?: number | undefined;
  /** Threads of onnxruntime; absent leaves the choice to it. */
  readonly threads?: number;
  /** Called now and then: a place to tell of it, to let others work, and to stop by throwing. */
  pause?(stage: string, done: number, total: number): Promise<void>;
}

export interface Measures extends Classified {
  /** Of the 10 neighbours on the map, by whether they are neighbours among the features; null of the features themselves. */
  readonly trustworthiness: number | null;
  /** Trait -> how alike the 10 neighbours are in it, of the traits that are known and differ. */
  readonly hits: Readonly<Partial<Record<Trait, Hit>>>;
  /** k-means with as many clusters as there are labels. */
  readonly clusters: {
    readonly purity: number;
    readonly adjustedRandIndex: number;
    /** Against the speakers; null where they are not known. */
    readonly adjustedRandIndexOfSpeakers: number | null;
  };
}

export interface ClipMap {
  readonly id: "pca" | "pca3" | "tsne" | "umap";
  readonly name: string;
  readonly dimensions: 2 | 3;
  /** [row, dimension]. */
  readonly places: Float64Array;
  readonly measures: Measures;
}

export interface Exploration {
  readonly clipIds: readonly string[];
  readonly labels: readonly string[];
  /** Trait -> [row], of the traits that are known and differ. */
  readonly traits: Readonly<Partial<Record<Trait, readonly (string | undefined)[]>>>;
  /** Numbers per clip. */
  readonly numbers: number;
  readonly perplexity: number;
  /** [component], shares of the variance. */
  readonly explained: readonly number[];
  /** Kullback-Leibler divergence of the t-SNE map. */
  readonly divergence: number;
  /** The features themselves, of all dimensions. */
  readonly features: Measures;
  readonly maps: readonly ClipMap[];
}

/** Neighbours that trustworthiness, hits and votes look at. */
export const NEIGHBOURS = 10;
const UMAP_NEIGHBOURS = 15;
const LEAST_CLIPS = 2 * NEIGHBOURS + 1;

/**
 * Labels are looked at by the measures only: maps are made of standardised features, of all clips at once.
 *
 * @throws ConfigError if there are too few clips, or too few for the perplexity
 * @throws ModelError if features are not finite, all alike, or there are too many clips
 */
export async function explore(input: ExploreInput, options: ExploreOptions): Promise<Exploration> {
  const { dataset } = input;
  const { seed, threads, pause } = options;
  const rows = dataset.clipIds.length;
  const perplexity = checked(dataset, options.perplexity);
  const context = threads === undefined ? { seed } : { seed, threads };
  const traits = known(input);
  const random = createRandom(seed);
  const y = dataset.y;

  const fitted = await standardise.fit(dataset, { per: "number" }, context);
  const standardised = await applyStep(fitted, dataset, threads);
  const width = widthOf(standardised.shape);
  const points: Matrix = { rows, cols: width, data: standardised.x };
  await pause?.("Distances", 0, 1);
  const squared = squaredDistances(points);
  if (squared.every((distance) => distance === 0)) {
    throw new ModelError(`explore: the features of all ${rows} clips are the same; expected some to differ.`);
  }
  await pause?.("Distances", 1, 1);

  const components = Math.min(3, rows, width);
  const reduction = await pca.fit(standardised, { dimensions: components, whiten: false }, context);
  const reduced = (await applyStep(reduction, standardised, threads)).x;
  const column = (at: number): Float64Array =>
    Float64Array.from({ length: rows }, (_, row) => (at < components ? reduced[row * components + at] : 0));
  const total = varianceOf(points);
  const explained = [0, 1, 2].map((at) => column(at).reduce((sum, value) => sum + value * value, 0) / total);
  const start = interleaved([column(0), column(1)]);

  const tsneMap = await tsne(nearestOf(squared, tsneNeighbours(rows, perplexity)), start, {
    perplexity,
    pause: async (done, of) => pause?.("t-SNE", done, of),
  });
  const umapPlaces = await umap(nearestOf(squared, UMAP_NEIGHBOURS), start, random.fork("umap"), {
    pause: async (done, of) => pause?.("UMAP", done, of),
  });
  const drawn = [
    { id: "pca", name: "PCA, two components", dimensions: 2, places: start },
    {
      id: "pca3",
      name: "PCA, three components",
      dimensions: 3,
      places: interleaved([column(0), column(1), column(2)]),
    },
    { id: "tsne", name: "t-SNE", dimensions: 2, places: tsneMap.places },
    { id: "umap", name: "UMAP", dimensions: 2, places: umapPlaces },
  ] as const;

  async function measure(
    at: Matrix,
    distances: Float64Array,
    isMap: boolean,
    name: string,
  ): Promise<Measures> {
    const neighbours = nearestOf(distances, NEIGHBOURS);
    const groups = await cluster(
      at,
      Math.min(dataset.labels.length, rows),
      random.fork(`k-means/${name}`),
      threads,
    );
    const speakers = traits.speaker === undefined ? null : indexed(traits.speaker);
    return {
      trustworthiness: isMap ? trustworthiness(squared, neighbours) : null,
      hits: Object.fromEntries(
        Object.entries(traits).flatMap(([trait, values]) => {
          const hit = neighbourhoodHit(neighbours, values);
          return hit === null ? [] : [[trait, hit]];
        }),
      ),
      clusters: {
        purity: purity(y, groups),
        adjustedRandIndex: adjustedRandIndex(y, groups),
        adjustedRandIndexOfSpeakers: speakers === null ? null : adjustedRandIndex(speakers, groups),
      },
      ...(await classify(at, distances, y, dataset.labels, input.folds, threads)),
    };
  }
  const measured = drawn.length + 1;
  await pause?.("Measures", 0, measured);
  const features = await measure(points, squared, false, "features");
  const maps: ClipMap[] = [];
  for (const map of drawn) {
    await pause?.("Measures", maps.length + 1, measured);
    const at: Matrix = { rows, cols: map.dimensions, data: Float32Array.from(map.places) };
    maps.push({ ...map, measures: await measure(at, squaredDistances(at), true, map.id) });
  }
  await pause?.("Measures", measured, measured);
  return {
    clipIds: dataset.clipIds,
    labels: dataset.labels,
    traits,
    numbers: width,
    perplexity,
    explained,
    divergence: tsneMap.divergence,
    features,
    maps,
  };
}

/** @returns the perplexity */
function checked({ clipIds, shape, x }: Dataset, asked: number | undefined): number {
  const rows = clipIds.length;
  if (rows < LEAST_CLIPS) {
    throw new ConfigError(`explore: expected at least ${LEAST_CLIPS} clips with a label, got ${rows}.`);
  }
  const at = x.findIndex((value) => !Number.isFinite(value));
  if (at >= 0) {
    throw new ModelError(
      `explore: the features of the clip ${clipIds[Math.floor(at / widthOf(shape))]} are not finite (number ${(at % widthOf(shape)) + 1} is ${x[at]}).`,
    );
  }
  const most = rows / 3;
  if (asked === undefined) return Math.min(30, Math.floor(most));
  if (asked >= 2 && asked <= most) return asked;
  throw new ConfigError(
    `explore: perplexity: expected 2 to ${Math.floor(most)}, a third of the ${rows} clips, got ${asked}.`,
  );
}

/** The traits in which clips are known to differ. */
function known({ dataset, traits }: ExploreInput): Exploration["traits"] {
  const all: Record<Trait, readonly (string | undefined)[]> = {
    label: Array.from(dataset.y, (label) => dataset.labels[label]),
    ...traits,
  };
  return Object.fromEntries(
    Object.entries(all).filter(([, values]) => new Set(values.filter((one) => one !== undefined)).size > 1),
  );
}

/** Sum of squares of columns of mean 0. */
function varianceOf({ data }: Matrix): number {
  let sum = 0;
  for (let i = 0; i < data.length; i++) sum += data[i] * data[i];
  return sum;
}

function interleaved(columns: readonly Float64Array[]): Float64Array {
  return Float64Array.from(
    { length: columns.length * columns[0].length },
    (_, i) => columns[i % columns.length][Math.floor(i / columns.length)],
  );
}

/** Numbers for values; those that are not known count as one value. */
function indexed(values: readonly (string | undefined)[]): Int32Array {
  const distinct = [...new Set(values)];
  return Int32Array.from(values, (value) => distinct.indexOf(value));
}
