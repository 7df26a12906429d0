import fc from "fast-check";
import { describe, expect, test } from "vitest";
import golden from "../../test/golden/explore.json" with { type: "json" };
import { hashedClusters } from "../../test/hashed-clusters.ts";
import { adjustedRandIndex, purity } from "./clusters.ts";

const { y } = hashedClusters(0, golden.rows);

test.each(golden.clusters)("of $count clusters equal scikit-learn's", ({ owners, purity: pure, ari }) => {
  expect(purity(y, owners)).toBeCloseTo(pure, 12);
  expect(adjustedRandIndex(y, owners)).toBeCloseTo(ari, 12);
});

describe("by hand", () => {
  test("two points of three in the right place", () => {
    expect(purity([0, 0, 1], [0, 1, 1])).toBe(2 / 3);
    expect(adjustedRandIndex([0, 0, 1, 1], [0, 0, 1, 2])).toBeCloseTo(4 / 7, 12);
    // worse than chance
    expect(adjustedRandIndex([0, 0, 1, 1], [0, 1, 0, 1])).toBeCloseTo(-0.5, 12);
  });

  test("partitions without pairs, or with all of them, are equal", () => {
    expect(adjustedRandIndex([0, 0, 0], [4, 4, 4])).toBe(1);
    expect(adjustedRandIndex([0, 1, 2], [2, 0, 1])).toBe(1);
    expect(adjustedRandIndex([0], [0])).toBe(1);
  });
});

test("names of clusters do not count, and labels and clusters may change places", () => {
  const partition = fc.array(fc.tuple(fc.nat(4), fc.nat(4)), { minLength: 2, maxLength: 40 });
  fc.assert(
    fc.property(partition, (pairs) => {
      const truth = pairs.map(([label]) => label);
      const clusters = pairs.map(([, one]) => one);
      const renamed = clusters.map((one) => 100 - 7 * one);
      expect(purity(truth, renamed)).toBe(purity(truth, clusters));
      expect(adjustedRandIndex(truth, renamed)).toBeCloseTo(adjustedRandIndex(truth, clusters), 12);
      expect(adjustedRandIndex(clusters, truth)).toBeCloseTo(adjustedRandIndex(truth, clusters), 12);
      expect(adjustedRandIndex(truth, truth)).toBe(1);
      expect(purity(truth, truth)).toBe(1);
    }),
    { seed: 1 },
  );
});
