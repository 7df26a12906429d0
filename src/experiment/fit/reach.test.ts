import { expect, test } from "vitest";
import { createRandom } from "../../base/random.ts";
import { fitReach, type PlacedRows } from "./reach.ts";

const CLIPS = Array.from({ length: 400 }, (_, i) => `clip ${i}`);
const FOLDS = new Map(CLIPS.map((id, i) => [id, i % 4]));

/** Two numbers per clip, and a copy of each that is moved. */
function placed(width: number, offsetOf: (fold: number) => number, seed = 1): PlacedRows {
  return {
    name: "features",
    async *rows() {
      const random = createRandom(seed);
      for (const clipId of CLIPS) {
        const fold = FOLDS.get(clipId) ?? 0;
        const place = Float64Array.from({ length: width }, () => offsetOf(fold) + random.normal());
        yield { clipId, isOriginal: true, place };
        yield { clipId, isOriginal: false, place: place.map((value) => value + 100) };
      }
    },
  };
}

test("one in a hundred clips lies beyond the limit, told by rows of the other folds", async () => {
  const reach = await fitReach([placed(1, () => 0)], FOLDS);
  expect(reach?.n).toBe(400);
  // originals about 0 and copies about 100: mean 50, spread 50, so that every clip lies about 1 out
  expect(reach?.inputs[0].mean[0]).toBeCloseTo(50, 0);
  expect(reach?.inputs[0].scale[0]).toBeCloseTo(1 / 50, 3);
  expect(reach?.limit).toBeGreaterThan(1);
  expect(reach?.limit).toBeLessThan(1.1);
});

test("a fold that is unlike the others lies far out, since it does not see itself", async () => {
  const alike = await fitReach([placed(50, () => 0)], FOLDS);
  const apart = await fitReach([placed(50, (fold) => (fold === 3 ? 1000 : 0))], FOLDS);
  // about 1000 from a mean of 50, in spreads of 50
  expect(alike?.limit).toBeLessThan(1.1);
  expect(apart?.limit).toBeGreaterThan(15);
});

test("numbers of several inputs count alike; what never changes counts for nothing", async () => {
  const still: PlacedRows = {
    name: "still",
    async *rows() {
      for (const clipId of CLIPS) yield { clipId, isOriginal: true, place: Float64Array.of(0.1, 0.1, 0.1) };
    },
  };
  const alone = await fitReach([placed(1, () => 0)], FOLDS);
  const both = await fitReach([placed(1, () => 0), still], FOLDS);
  expect(both?.inputs[1].scale).toEqual([0, 0, 0]);
  expect(both?.limit).toBeCloseTo((alone?.limit ?? 0) / 2, 6);
});

test("too few clips to hold out, or too many numbers, tell nothing", async () => {
  const few = new Map([...FOLDS].slice(0, 99));
  expect(await fitReach([placed(1, () => 0)], few)).toBeUndefined();
  expect(await fitReach([placed(40_000, () => 0)], FOLDS)).toBeUndefined();
});
