import { describe, expect, test } from "vitest";
import { assertClose } from "../../test/assert-close.ts";
import { createRandom } from "../base/random.ts";
import { createDataset } from "../dataset/dataset.ts";
import { createBatches } from "./batches.ts";
import { drawShare } from "./mixup.ts";

const data = createDataset({
  clipIds: ["a", "b", "c"],
  shape: [2],
  x: Float32Array.of(1, 2, 10, 20, 100, 200),
  labels: ["sad", "happy"],
  y: Int32Array.of(0, 1, 1),
});
const plain = { balanced: false, inputNoise: 0, labelSmoothing: 0, mixup: 0 };

function filled(options: Partial<typeof plain>, rows: number[], seed = 1) {
  const inputs = {
    features: new Float32Array(8).fill(9),
    targets: new Float32Array(8).fill(9),
    rowMask: new Float32Array(4).fill(9),
  };
  const batches = createBatches(data, { ...plain, ...options });
  const batch = batches.fill(inputs, Uint32Array.from(rows), createRandom(seed));
  return { ...inputs, batch, batches };
}

describe("a batch", () => {
  test("has its rows, and zeros where rows are missing", () => {
    const { features, targets, rowMask, batch } = filled({}, [2, 0]);
    expect([...features]).toEqual([100, 200, 1, 2, 0, 0, 0, 0]);
    expect([...targets]).toEqual([0, 0.5, 0.5, 0, 0, 0, 0, 0]);
    expect([...rowMask]).toEqual([1, 1, 0, 0]);
    expect(batch.share).toBe(1);
  });

  test("counts the rows that logits name right", () => {
    const { batch, batches } = filled({}, [2, 0]);
    expect(batches.countRight(batch, Float32Array.of(0, 1, 0, 1, 5, 0))).toBe(1);
    expect(batches.countRight(batch, Float32Array.of(0, 1, 1, 0, 5, 0))).toBe(2);
  });

  test("gets noise on its rows only", () => {
    const { features } = filled({ inputNoise: 0.1 }, [0]);
    expect(features[0]).not.toBe(1);
    expect(Math.abs(features[0] - 1)).toBeLessThan(0.6);
    expect([...features.subarray(2)]).toEqual([0, 0, 0, 0, 0, 0]);
  });

  test("is mixed with another order of itself: features, targets, and what counts as right", () => {
    const { features, targets, batch, batches } = filled(
      { mixup: 1, balanced: true, labelSmoothing: 0.1 },
      [0, 1, 2],
      5,
    );
    const { share, partners } = batch;
    expect(share).toBeGreaterThan(0);
    expect(share).toBeLessThan(1);
    expect([...partners].toSorted()).toEqual([0, 1, 2]);
    const own = filled({ balanced: true, labelSmoothing: 0.1 }, [0, 1, 2]);
    const other = filled({ balanced: true, labelSmoothing: 0.1 }, [...partners]);
    const mixed = (a: Float32Array, b: Float32Array) => a.map((one, i) => share * one + (1 - share) * b[i]);
    assertClose(features, mixed(own.features, other.features), { relative: 1e-6 });
    assertClose(targets, mixed(own.targets, other.targets), { absolute: 1e-7 });
    const allHappy = Float32Array.of(0, 1, 0, 1, 0, 1);
    expect(batches.countRight(batch, allHappy)).toBeCloseTo(2, 10);
  });
});

describe("frames of a batch", () => {
  const series = { ...data, shape: [1, 2], frames: Int32Array.of(1, 2, 1) };
  const countsOf = (mixup: number, rows: readonly number[], seed: number) => {
    const inputs = {
      features: new Float32Array(8),
      targets: new Float32Array(8),
      rowMask: new Float32Array(4),
      frames: new Float32Array(4).fill(9),
    };
    const { partners } = createBatches(series, { ...plain, mixup }).fill(
      inputs,
      Uint32Array.from(rows),
      createRandom(seed),
    );
    return { frames: [...inputs.frames], partners };
  };

  test("are those that are real, and none of missing rows", () => {
    expect(countsOf(0, [1, 0], 1).frames).toEqual([2, 1, 0, 0]);
  });

  test("of a mixed row are as many as the longer one has", () => {
    const all = Array.from({ length: 20 }, (_, seed) => countsOf(1, [0, 1, 2], seed));
    for (const { frames, partners } of all)
      expect(frames).toEqual([
        ...[0, 1, 2].map((row, i) => Math.max(series.frames[row], series.frames[partners[i]])),
        0,
      ]);
    expect(all.some(({ partners }) => partners[0] === 1)).toBe(true);
  });

  test("of rows without frames cannot be counted", () => {
    const inputs = { ...filled({}, [0]), frames: new Float32Array(4) };
    expect(() => createBatches(data, plain).fill(inputs, Uint32Array.of(0), createRandom(1))).toThrow(
      "have no frames to count",
    );
  });
});

describe("masks", () => {
  test("hide parts of each row, other ones of each", () => {
    const images = createDataset({ ...data, shape: [1, 2], x: new Float32Array(6).fill(1) });
    const inputs = {
      features: new Float32Array(8),
      targets: new Float32Array(8),
      rowMask: new Float32Array(4),
    };
    const batches = createBatches(images, { ...plain, frameMask: 1 });
    const seen = Array.from({ length: 20 }, (_, seed) => {
      batches.fill(inputs, Uint32Array.of(0, 1, 2), createRandom(seed));
      return [...inputs.features.subarray(0, 6)];
    });
    for (const place of [0, 1, 2, 3, 4, 5])
      expect(new Set(seen.map((one) => one[place]))).toEqual(new Set([0, 1]));
    expect(seen.some((one) => one[0] !== one[2])).toBe(true);
  });
});

describe("shares of mixup", () => {
  for (const alpha of [0.05, 0.2, 1, 4]) {
    test(`are of Beta(${alpha}, ${alpha})`, () => {
      const random = createRandom(7);
      const draws = Array.from({ length: 20_000 }, () => drawShare(alpha, random));
      expect(draws.every((share) => share >= 0 && share <= 1)).toBe(true);
      const mean = draws.reduce((sum, share) => sum + share, 0) / draws.length;
      const variance = draws.reduce((sum, share) => sum + (share - mean) ** 2, 0) / draws.length;
      const expected = 1 / (4 * (2 * alpha + 1));
      // Four standard errors; the fourth moment of a share is at most 1/16.
      expect(Math.abs(mean - 0.5)).toBeLessThan(4 * Math.sqrt(expected / draws.length));
      expect(Math.abs(variance - expected)).toBeLessThan(4 * Math.sqrt(1 / 16 / draws.length));
    });
  }
});
