import { expect, test } from "vitest";
import { assertClose } from "../../test/assert-close.ts";
import { ModelError } from "../base/errors.ts";
import { createRandom } from "../base/random.ts";
import { createDataset, type Dataset, selectRows } from "./dataset.ts";
import { averageGroup, drawn, fitGroups, scaleByGroup } from "./group-scale.ts";
import { fitScaler } from "./scale.ts";

function dataset(shape: readonly number[], rows: readonly (readonly number[])[]): Dataset {
  return createDataset({
    clipIds: rows.map((_, i) => `clip${i}`),
    shape,
    x: Float32Array.from(rows.flat()),
    labels: ["a"],
    y: new Int32Array(rows.length),
  });
}

/** Three speakers with means and spreads of their own. */
const GROUPS = Array.from({ length: 30 }, (_, row) => ["ada", "bob", "cyd"][row % 3]);
const random = createRandom(1);
const speakers = dataset(
  [2, 3],
  GROUPS.map((_, row) =>
    Array.from({ length: 6 }, (_, i) => 10 * (row % 3) + (1 + (row % 3)) * random.normal() + i),
  ),
);
const all = GROUPS.map(() => true);
const rowsOf = (group: string): number[] => GROUPS.flatMap((one, row) => (one === group ? [row] : []));

test.each(["number", "coefficient"] as const)("every group is known by its own rows, per %s", (kind) => {
  const scalers = fitGroups(speakers, GROUPS, all, kind);
  expect([...scalers.keys()]).toEqual(["ada", "bob", "cyd"]);
  const scaled = { ...speakers, x: speakers.x.slice() };
  scaleByGroup(scalers, scaled, GROUPS);
  for (const group of ["ada", "bob", "cyd"]) {
    const own = selectRows(speakers, rowsOf(group));
    expect(scalers.get(group)).toEqual({ ...fitScaler(own, kind), count: 10 });
    const { mean, scale } = fitScaler(selectRows(scaled, rowsOf(group)), kind);
    assertClose(mean, new Float32Array(mean.length), { absolute: 1e-6 });
    assertClose(scale, new Float32Array(mean.length).fill(1), { absolute: 1e-5 });
  }
});

test("rows that do not count are scaled, and not fitted on", () => {
  const rows = dataset([1], [[1], [3], [100]]);
  const groups = ["ada", "ada", "ada"];
  const scalers = fitGroups(rows, groups, [true, true, false], "number");
  expect([...(scalers.get("ada")?.mean ?? [])]).toEqual([2]);
  scaleByGroup(scalers, rows, groups);
  expect([...rows.x]).toEqual([-1, 1, 98]);
});

test("the average group: mean of means, and the spread about one's own mean", () => {
  const rows = dataset(
    [2],
    [
      [0, 5],
      [2, 5],
      [100, 5],
      [106, 5],
      [107, 5],
      [103, 5],
    ],
  );
  const scalers = fitGroups(rows, ["ada", "ada", "bob", "bob", "bob", "bob"], Array(6).fill(true), "number");
  const { mean, scale, shape, kind } = averageGroup(scalers);
  // ada: mean 1, variance 1; bob: mean 104, variance 7.5: each counts once, however many clips it has
  assertClose(mean, [52.5, 5], { absolute: 1e-5 });
  assertClose(scale, [1 / Math.sqrt((1 + 7.5) / 2), 1], { absolute: 1e-6 });
  expect({ shape, kind }).toEqual({ shape: [2], kind: "number" });
});

test("drawn towards the average group: the fewer the clips, the more", () => {
  const rows = dataset(
    [2],
    [
      [0, 5],
      [2, 5],
      [100, 5],
      [108, 5],
    ],
  );
  const groups = fitGroups(rows, ["ada", "ada", "bob", "bob"], Array(4).fill(true), "number");
  const average = averageGroup(groups); // mean 52.5, variance (1 + 16) / 2
  const ada = groups.get("ada");
  expect(drawn(ada, average, 0).mean[0]).toBeCloseTo(1, 5);
  expect(drawn(ada, average, 0).scale[0]).toBeCloseTo(1, 6);
  const half = drawn(ada, average, 2);
  expect(half.mean[0]).toBeCloseTo((1 + 52.5) / 2, 4);
  expect(half.scale[0]).toBeCloseTo(1 / Math.sqrt((1 + 8.5) / 2), 6);
  // the second number never differs: no spread is known of it, not even an average one
  expect([half.mean[1], half.scale[1]]).toEqual([5, 1]);
  expect(drawn(undefined, average, 2)).toEqual(average);
});

test("a spread that a single clip cannot tell is an average group's", () => {
  const rows = dataset([1], [[0], [4], [7]]);
  const groups = fitGroups(rows, ["ada", "ada", "bob"], Array(3).fill(true), "number");
  const average = averageGroup(groups);
  expect([...average.scale]).toEqual([0.5]);
  const bob = drawn(groups.get("bob"), average, 0);
  expect([bob.mean[0], bob.scale[0]]).toEqual([7, 0.5]);
});

test("a group without a clip to be known by is named", () => {
  const rows = dataset([1], [[1], [2]]);
  const groups = fitGroups(rows, ["ada", "bob"], [true, false], "number");
  const apply = () => scaleByGroup(groups, rows, ["ada", "bob"]);
  expect(apply).toThrow(ModelError);
  expect(apply).toThrow("normalise: the group bob has no clip to be known by.");
});
