import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { assertClose } from "../../test/assert-close.ts";
import golden from "../../test/golden/explore.json" with { type: "json" };
import { hashedClusters } from "../../test/hashed-clusters.ts";
import { createRandom } from "../base/random.ts";
import { momentsOf } from "../dataset/scale.ts";
import { affinitiesOf } from "../steps/maps/affinities.ts";
import { nearestOf, squaredDistances } from "../steps/maps/points.ts";
import { createQuadtree } from "../steps/maps/quadtree.ts";
import { tsne, tsneNeighbours } from "../steps/maps/tsne.ts";
import { edgesOf, umap } from "../steps/maps/umap.ts";
import { neighbourhoodHit, trustworthiness } from "./neighbourhood.ts";

const { rows, perplexity } = golden;
const dataset = hashedClusters(0, rows);
const { mean, variance } = momentsOf(dataset, "number");
const [cols] = dataset.shape;
const data = Float64Array.from(
  dataset.x,
  (value, i) => (value - mean[i % cols]) / Math.sqrt(variance[i % cols]),
);
const truth = squaredDistances({ rows, cols, data });
const neighbours = nearestOf(truth, tsneNeighbours(rows, perplexity));
const start = Float64Array.from({ length: 2 * rows }, (_, i) => golden.pca.places[3 * (i >> 1) + (i % 2)]);

function qualityOf(places: Float64Array) {
  const near = nearestOf(squaredDistances({ rows, cols: 2, data: places }), golden.neighbours);
  return {
    trustworthiness: trustworthiness(truth, near),
    hit: neighbourhoodHit(near, Array.from(dataset.y, String))?.share ?? 0,
  };
}

test("affinities equal scikit-learn's", () => {
  const { starts, columns, values } = affinitiesOf(neighbours, perplexity);
  const dense = (row: number): Float64Array => {
    const all = new Float64Array(rows);
    for (let i = starts[row]; i < starts[row + 1]; i++) all[columns[i]] = values[i];
    return all;
  };
  // scikit-learn keeps the distances in float32, and stops at the same 1e-5 of entropy
  assertClose(dense(0), golden.affinities.first, { absolute: 2e-9 });
  assertClose(dense(rows - 1), golden.affinities.last, { absolute: 2e-9 });
  expect(values.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 12);
});

describe("the map", () => {
  test("is as near to its affinities as scikit-learn's, and as good", async () => {
    const { places, divergence } = await tsne(neighbours, start, { perplexity });
    expect(divergence).toBeLessThan(golden.tsne.divergence * 1.01);
    const { trustworthiness: trust, hit } = qualityOf(places);
    expect(trust).toBeGreaterThan(golden.tsne.trustworthiness - 0.003);
    expect(hit).toBeGreaterThan(golden.tsne.hit - 0.01);
  });

  test("of the tree is that of all pairs, but for rounding that grows", async () => {
    const [exact, tree] = await Promise.all(
      [0, 0.5].map((angle) => tsne(neighbours, start, { perplexity, iterations: 300, angle })),
    );
    expect(tree.divergence).toBeCloseTo(exact.divergence, 1);
    expect(tree.places).not.toEqual(exact.places);
  });

  test("draws clusters together before it spreads them", async () => {
    const extent = async (iterations: number): Promise<number> => {
      const { places } = await tsne(neighbours, start, { perplexity, iterations });
      return Math.sqrt(places.reduce((sum, value) => sum + value * value, 0) / rows);
    };
    expect(await extent(500)).toBeGreaterThan(3 * (await extent(240)));
  });

  test("of clips that are the same is finite, and the same in every run", async () => {
    const same = new Float64Array(30 * 30);
    const flat = new Float64Array(60);
    const twice = [0, 1].map(() => tsne(nearestOf(same, 16), flat, { perplexity: 5, iterations: 50 }));
    const [first, second] = await Promise.all(twice);
    expect(first).toEqual(second);
    expect(first.places.every(Number.isFinite)).toBe(true);
    expect(Number.isFinite(first.divergence)).toBe(true);
  });

  test("can be watched and stopped", async () => {
    const seen: number[] = [];
    const stopped = tsne(neighbours, start, {
      perplexity,
      pause: async (done) => {
        seen.push(done);
        if (done >= 40) throw new Error("stop");
      },
    });
    await expect(stopped).rejects.toThrow("stop");
    expect(seen).toEqual([0, 20, 40]);
  });
});

test("the tree at angle 0 is the sum over all others, wherever the points lie, twins too", () => {
  const place = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ min: -1e3, max: 1e3, noNaN: true }));
  fc.assert(
    fc.property(fc.array(fc.tuple(place, place), { minLength: 1, maxLength: 40 }), (points) => {
      const places = Float64Array.from(points.flat());
      const tree = createQuadtree(points.length, 0);
      tree.build(places);
      const force = new Float64Array(places.length);
      points.forEach(([x, y], point) => {
        let [total, forceX, forceY] = [0, 0, 0];
        points.forEach(([otherX, otherY], other) => {
          if (other === point) return;
          const share = 1 / (1 + (x - otherX) ** 2 + (y - otherY) ** 2);
          total += share;
          forceX += share * share * (x - otherX);
          forceY += share * share * (y - otherY);
        });
        expect(tree.repulsion(point, places, force)).toBeCloseTo(total, 8);
        expect(force[2 * point]).toBeCloseTo(forceX, 8);
        expect(force[2 * point + 1]).toBeCloseTo(forceY, 8);
      });
    }),
    { seed: 1 },
  );
});

test("a tree can be built again, on points that came closer", () => {
  const random = createRandom(1);
  const wide = new Float64Array(200).map(() => random.normal());
  const tree = createQuadtree(100, 0);
  tree.build(wide);
  const close = wide.map((value, i) => (i % 2 === 0 ? 1e-13 * value : 1));
  tree.build(close);
  expect(tree.repulsion(0, close, new Float64Array(200))).toBeCloseTo(99, 6);
});

describe("UMAP", () => {
  test("joins points in both directions alike, and to the nearest surely", () => {
    const { from, to, weights } = edgesOf(nearestOf(truth, 15));
    const byEnds = new Map(Array.from(weights, (weight, i) => [`${from[i]} ${to[i]}`, weight]));
    expect(byEnds.size).toBe(weights.length);
    weights.forEach((weight, i) => {
      expect(byEnds.get(`${to[i]} ${from[i]}`)).toBeCloseTo(weight, 12);
      expect(weight).toBeLessThanOrEqual(1);
    });
    const { indices } = nearestOf(truth, 1);
    indices.forEach((nearest, point) => {
      expect(byEnds.get(`${point} ${nearest}`)).toBeCloseTo(1, 12);
    });
    // of both ends' sums of log2 15, what they agree on counts once
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    expect(total).toBeGreaterThan(rows * Math.log2(15));
    expect(total).toBeLessThan(2 * rows * Math.log2(15));
  });

  test("is as good as umap-learn's", async () => {
    const places = await umap(nearestOf(truth, 15), start, createRandom(0));
    const { trustworthiness: trust, hit } = qualityOf(places);
    expect(trust).toBeGreaterThan(golden.umap.trustworthiness - 0.01);
    expect(hit).toBeGreaterThan(golden.umap.hit - 0.01);
  });

  test("is the same by the same seed, another by another, finite for twins", async () => {
    const same = nearestOf(new Float64Array(30 * 30), 15);
    const draw = (seed: number) => umap(same, new Float64Array(60), createRandom(seed), { epochs: 20 });
    const first = await draw(1);
    expect(await draw(1)).toEqual(first);
    expect(await draw(2)).not.toEqual(first);
    expect(first.every(Number.isFinite)).toBe(true);
  });
});
