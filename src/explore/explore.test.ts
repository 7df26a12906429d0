import { describe, expect, test } from "vitest";
import { assertClose } from "../../test/assert-close.ts";
import golden from "../../test/golden/explore.json" with { type: "json" };
import { hashedClusters } from "../../test/hashed-clusters.ts";
import { createRandom } from "../base/random.ts";
import { type Dataset, selectRows } from "../dataset/dataset.ts";
import { squaredDistances } from "../steps/maps/points.ts";
import { classify } from "./classify.ts";
import { type ExploreInput, explore } from "./explore.ts";

const everything = hashedClusters(0, golden.rows);

function inputOf(dataset: Dataset, change: Partial<ExploreInput["traits"]> = {}): ExploreInput {
  const rows = [...dataset.clipIds.keys()];
  const unknown = rows.map(() => undefined);
  return {
    dataset,
    traits: { speaker: unknown, sex: unknown, answer: unknown, ...change },
    folds: [0, 1].map((fold) => ({
      train: rows.filter((row) => row % 2 !== fold),
      test: rows.filter((row) => row % 2 === fold),
    })),
  };
}

const first = (rows: number) => selectRows(everything, [...Array(rows).keys()]);

test("principal components are scikit-learn's; every map has its measures", async () => {
  const found = await explore(inputOf(everything), { seed: 1, threads: 1 });
  expect(found.maps.map(({ id }) => id)).toEqual(["pca", "pca3", "tsne", "umap"]);
  const [pca, pca3, tsne] = found.maps;
  assertClose(pca3.places, golden.pca.places, { absolute: 1e-5 });
  assertClose(found.explained, golden.pca.explained, { absolute: 1e-7 });
  expect(pca.measures.trustworthiness).toBeCloseTo(golden.pca.trustworthiness, 3);
  expect(found.features.trustworthiness).toBeNull();
  // a trait that nobody knows is none
  expect(Object.keys(found.traits)).toEqual(["label"]);
  expect(Object.keys(tsne.measures.hits)).toEqual(["label"]);
  expect(tsne.measures.clusters.adjustedRandIndexOfSpeakers).toBeNull();
  // two of twelve dimensions tell less than all, neighbours more
  expect(pca.measures.nearest).toBeLessThan(0.75);
  expect(found.features.nearest).toBeGreaterThan(0.9);
  expect(tsne.measures.svm).toBeGreaterThan(0.9);
  expect(found.features.clusters.purity).toBeGreaterThan(0.95);
  const eight = golden.clusters.find(({ count }) => count === 8);
  expect(found.features.clusters.adjustedRandIndex).toBeCloseTo(eight?.ari ?? 0, 2);
}, 60_000);

test("labels move no point: they are looked at by the measures only", async () => {
  const dataset = first(120);
  const random = createRandom(5);
  const dealt = { ...dataset, y: random.shuffle(dataset.y.slice()) };
  const [told, lied] = await Promise.all(
    [dataset, dealt].map((one) => explore(inputOf(one), { seed: 1, threads: 1 })),
  );
  expect(lied.maps.map(({ places }) => places)).toEqual(told.maps.map(({ places }) => places));
  expect(lied.features.nearest).toBeLessThan(0.4);
  expect(told.features.nearest).toBeGreaterThan(0.6);
}, 60_000);

test("a test point's own label tells its neighbours and the machine nothing", async () => {
  const dataset = first(80);
  const points = { rows: 80, cols: dataset.shape[0], data: dataset.x };
  const squared = squaredDistances(points);
  const folds = [{ train: [...Array(60).keys()], test: [...Array(80).keys()].slice(60) }];
  const right = await classify(points, squared, dataset.y, dataset.labels, folds, 1);
  // every tested label moved on by one: what was right is wrong now
  const moved = dataset.y.map((label, row) => (row < 60 ? label : (label + 1) % 8));
  const wrong = await classify(points, squared, moved, dataset.labels, folds, 1);
  expect(right.nearest).toBeGreaterThan(0.7);
  expect(wrong.nearest).toBeLessThan(0.2);
  expect(wrong.svm).toBeLessThan(0.2);
  expect(wrong.svmOnTraining).toBe(right.svmOnTraining);
});

test("the same seed gives the same maps; speakers that differ are measured", async () => {
  const dataset = first(45);
  const speaker = dataset.clipIds.map((_, row) => `speaker ${row % 3}`);
  const [one, two] = await Promise.all(
    [1, 1].map((seed) => explore(inputOf(dataset, { speaker }), { seed, threads: 1 })),
  );
  expect(one).toEqual(two);
  expect(one.perplexity).toBe(15);
  expect(one.features.hits.speaker?.chance).toBeCloseTo(14 / 44, 12);
  expect(one.features.clusters.adjustedRandIndexOfSpeakers).toBeCloseTo(0, 1);
});

describe("bad input is named", () => {
  const refused = (dataset: Dataset, options = {}) =>
    expect(explore(inputOf(dataset), { seed: 1, threads: 1, ...options })).rejects;

  test("one clip", async () => {
    await refused(first(1)).toThrow("explore: expected at least 21 clips with a label, got 1.");
  });

  test("clips that are all the same", async () => {
    const dataset = first(30);
    const same = { ...dataset, x: dataset.x.map((_, i) => i % 12) };
    await refused(same).toThrow(
      "explore: the features of all 30 clips are the same; expected some to differ.",
    );
  });

  test("a number that is none", async () => {
    const dataset = first(30);
    const broken = { ...dataset, x: dataset.x.map((value, i) => (i === 27 ? Number.NaN : value)) };
    await refused(broken).toThrow(
      "explore: the features of the clip clip2 are not finite (number 4 is NaN).",
    );
  });

  test("a perplexity beyond a third of the clips", async () => {
    await refused(first(30), { perplexity: 10.5 }).toThrow(
      "explore: perplexity: expected 2 to 10, a third of the 30 clips, got 10.5.",
    );
    await refused(first(30), { perplexity: Number.NaN }).toThrow("expected 2 to 10");
  });
});
