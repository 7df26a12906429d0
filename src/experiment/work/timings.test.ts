import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openCache } from "../rows/cache.ts";
import { createTimings } from "./timings.ts";

const cache = openCache(await mkdtemp(join(tmpdir(), "prosodia-timings-")));
const ridge = (size: number) => ({ of: { model: "ridge" }, size });

test("what was never done cannot be told; what was, in proportion to its size", async () => {
  const timings = createTimings(cache, "one");
  expect(await timings.guess(ridge(100))).toBeUndefined();
  timings.learn(ridge(100), 2);
  expect(await timings.guess(ridge(100))).toBe(2);
  expect(await timings.guess(ridge(300))).toBeCloseTo(6);
  expect(await timings.guess({ of: { model: "svm" }, size: 100 })).toBeUndefined();
});

test("two sizes tell what it takes to begin, and how the rest grows", async () => {
  const timings = createTimings(cache, "two");
  timings.learn(ridge(100), 3);
  timings.learn(ridge(200), 4);
  expect(await timings.guess(ridge(800))).toBeCloseTo(10);
  expect(await timings.guess(ridge(10))).toBeCloseTo(2.1);
});

test("what takes more than in proportion grows by the power between two sizes, by the third at most", async () => {
  const timings = createTimings(cache, "power");
  timings.learn(ridge(100), 1);
  timings.learn(ridge(200), 4);
  expect(await timings.guess(ridge(800))).toBeCloseTo(64);
  expect(await timings.guess(ridge(150))).toBeCloseTo(2.25);
  const steep = createTimings(cache, "steep");
  steep.learn(ridge(100), 1);
  steep.learn(ridge(200), 100);
  expect(await steep.guess(ridge(400))).toBeCloseTo(800);
});

test("sizes that are hardly different tell nothing of how it grows", async () => {
  const timings = createTimings(cache, "alike");
  timings.learn(ridge(50), 1);
  timings.learn(ridge(100), 2);
  timings.learn(ridge(130), 2.1);
  expect(await timings.guess(ridge(260))).toBeCloseTo(3.885);
});

test("what took no longer where there was more of it is told to grow in proportion, and not to shrink with less", async () => {
  const timings = createTimings(cache, "three");
  timings.learn(ridge(100), 2);
  timings.learn(ridge(200), 1);
  expect(await timings.guess(ridge(800))).toBeCloseTo(4);
  expect(await timings.guess(ridge(10))).toBeCloseTo(2);
});

test("means are kept for the next process, with half the weight; another number of threads is another place", async () => {
  const before = createTimings(cache, "four");
  for (const seconds of [1, 3]) before.learn(ridge(100), seconds);
  await before.save();
  const after = createTimings(cache, "four");
  expect(await after.guess(ridge(100))).toBeCloseTo(2);
  after.learn(ridge(100), 5);
  expect(await after.guess(ridge(100))).toBeCloseTo(3.5);
  await after.save();
  expect(await createTimings(cache, "four").guess(ridge(100))).toBeCloseTo(3.5);
  expect(await createTimings(cache, "five").guess(ridge(100))).toBeUndefined();
});
