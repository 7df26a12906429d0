import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createRandom } from "../../base/random.ts";
import { openCache } from "../rows/cache.ts";
import { fillUp, trialRows } from "./trial-rows.ts";

test("those whose features are there come first, and labels take turns", async () => {
  const cache = openCache(await mkdtemp(join(tmpdir(), "prosodia-trial-rows-")));
  const train = Array.from({ length: 60 }, (_, i) => ({
    ...{ clipId: `clip${i}`, copy: 0, y: i < 40 ? 0 : 1, from: [`feature${i}`] },
  }));
  for (const i of [3, 5, 50, 55]) {
    await cache.writeFeature(`feature${i}`, { axes: ["descriptor"], shape: [1], data: Float32Array.of(i) });
  }
  const { real, rest } = await trialRows(train, 1, 10, cache);
  expect(real.map(({ clipId }) => clipId).toSorted()).toEqual(["clip3", "clip5", "clip50", "clip55"]);
  expect(rest).toHaveLength(56);
  expect(rest.slice(0, 20).filter(({ y }) => y === 1).length).toBeGreaterThanOrEqual(8);
  const fewer = await trialRows(train, 1, 3, cache);
  expect(fewer.real).toHaveLength(3);
  expect(fewer.rest).toHaveLength(57);
  const answers = [{ clipId: "a", copy: 0, y: 0, from: { numbers: [0.5, 0.5] } }];
  expect(await trialRows(answers, 1, 3, cache)).toEqual({ real: answers, rest: [] });
});

const REAL = {
  ...{ clipIds: ["a", "b", "c"], shape: [2, 2], labels: ["x", "y", "z"], y: Int32Array.of(0, 1, 1) },
  x: Float32Array.of(0, 5, 10, 1, 100, 5, 10, 2, 110, 5, 10, 3),
  frames: Int32Array.of(1, 2, 2),
};
const REST = [
  { clipId: "d", y: 1 },
  { clipId: "e", y: 0 },
  { clipId: "f", y: 2 },
];

test("what is made up is like a real row of its label, with noise where the real ones differ", () => {
  const rows = fillUp(REAL, REST, 6, createRandom(1));
  expect(rows.clipIds).toEqual(["a", "b", "c", "d", "e", "f"]);
  expect([...rows.y]).toEqual([0, 1, 1, 1, 0, 2]);
  expect([...rows.x.slice(0, 12)]).toEqual([...REAL.x]);
  expect([...(rows.frames ?? [])].slice(0, 5)).toEqual([1, 2, 2, 2, 1]);
  const [d, e] = [rows.x.slice(12, 16), rows.x.slice(16, 20)];
  // of a column whose values are 0, 100 and 110, noise of 60 at most
  expect(d[0]).toBeGreaterThan(40);
  expect(e[0]).toBeLessThan(60);
  for (const one of [d, e]) expect([...one.slice(1, 3)]).toEqual([5, 10]);
  expect(d[3]).not.toBe(2);
  expect(d[3]).not.toBe(3);
});

test("no more rows than are asked for", () => {
  expect(fillUp(REAL, REST, 2, createRandom(1))).toMatchObject({
    clipIds: ["a", "b"],
    x: REAL.x.slice(0, 8),
  });
  expect(fillUp(REAL, REST, 4, createRandom(1)).clipIds).toEqual(["a", "b", "c", "d"]);
});
