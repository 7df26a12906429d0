import fc from "fast-check";
import { describe, expect, test } from "vitest";
import golden from "../../test/golden/explore.json" with { type: "json" };
import { hashedClusters } from "../../test/hashed-clusters.ts";
import { createRandom } from "../base/random.ts";
import { momentsOf } from "../dataset/scale.ts";
import { nearestOf, squaredDistances } from "../steps/maps/points.ts";
import { neighbourhoodHit, trustworthiness } from "./neighbourhood.ts";

const dataset = hashedClusters(0, golden.rows);
const { mean, variance } = momentsOf(dataset, "number");
const [cols] = dataset.shape;
const data = Float64Array.from(
  dataset.x,
  (value, i) => (value - mean[i % cols]) / Math.sqrt(variance[i % cols]),
);
const truth = squaredDistances({ rows: golden.rows, cols, data });
const map = {
  rows: golden.rows,
  cols: 2,
  data: Float64Array.from({ length: 2 * golden.rows }, (_, i) => golden.pca.places[3 * (i >> 1) + (i % 2)]),
};

describe("of scikit-learn's components", () => {
  const neighbours = nearestOf(squaredDistances(map), golden.neighbours);

  test("trustworthiness equals scikit-learn's", () => {
    expect(trustworthiness(truth, neighbours)).toBeCloseTo(golden.pca.trustworthiness, 12);
  });

  test("so does the neighbourhood hit", () => {
    const hit = neighbourhoodHit(neighbours, Array.from(dataset.y, String));
    expect(hit?.share).toBeCloseTo(golden.pca.hit, 12);
  });
});

test("a map that is the truth is trustworthy, one at random is about half so", () => {
  expect(trustworthiness(truth, nearestOf(truth, 10))).toBe(1);
  const random = createRandom(1);
  const anywhere = { rows: 400, cols: 2, data: new Float64Array(800).map(() => random.normal()) };
  expect(trustworthiness(truth, nearestOf(squaredDistances(anywhere), 10))).toBeCloseTo(0.5, 1);
});

describe("neighbourhood hit", () => {
  const line = { rows: 4, cols: 1, data: Float64Array.of(0, 1, 10, 11) };
  const nearest = nearestOf(squaredDistances(line), 1);

  test("of one neighbour each, by hand", () => {
    expect(neighbourhoodHit(nearest, ["a", "a", "b", "b"])).toEqual({ share: 1, chance: 1 / 3 });
    expect(neighbourhoodHit(nearest, ["a", "b", "a", "b"])).toEqual({ share: 0, chance: 1 / 3 });
    expect(neighbourhoodHit(nearest, ["a", "a", "a", "b"])).toEqual({ share: 0.5, chance: 0.5 });
  });

  test("points without a value ask nobody and are not asked", () => {
    expect(neighbourhoodHit(nearest, ["a", undefined, "a", "a"])).toEqual({ share: 1, chance: 1 });
    expect(neighbourhoodHit(nearest, ["a", undefined, undefined, undefined])).toBeNull();
  });

  test("of values dealt at random is what chance says", () => {
    const random = createRandom(2);
    const values = random.shuffle(Array.from({ length: 400 }, (_, i) => (i % 4 === 0 ? "rare" : "often")));
    const hit = neighbourhoodHit(nearestOf(truth, 10), values);
    expect(hit?.chance).toBeCloseTo(0.625, 2);
    expect(hit?.share).toBeCloseTo(0.625, 1);
  });
});

test("nearest neighbours are those of a whole sort, and ties go to the earlier point", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(6), { minLength: 3, maxLength: 30 }), fc.nat(), (places, asked) => {
      const squared = squaredDistances({ rows: places.length, cols: 1, data: Float64Array.from(places) });
      const count = 1 + (asked % (places.length - 1));
      const { indices, distances } = nearestOf(squared, count);
      places.forEach((place, point) => {
        const expected = [...places.keys()]
          .filter((other) => other !== point)
          .sort((a, b) => Math.abs(places[a] - place) - Math.abs(places[b] - place) || a - b)
          .slice(0, count);
        expect([...indices.subarray(point * count, (point + 1) * count)]).toEqual(expected);
        expect([...distances.subarray(point * count, (point + 1) * count)]).toEqual(
          expected.map((other) => Math.abs(places[other] - place)),
        );
      });
    }),
    { seed: 1 },
  );
});

test("too many points are refused before room is taken for them", () => {
  expect(() => squaredDistances({ rows: 10_001, cols: 0, data: new Float64Array(0) })).toThrow(
    "maps: expected at most 10000 rows, got 10001.",
  );
});
