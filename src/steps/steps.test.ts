import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { assertClose } from "../../test/assert-close.ts";
import { createClusters } from "../../test/clusters.ts";
import golden from "../../test/golden/reduce.json" with { type: "json" };
import { hashUniform } from "../../test/hashed-clusters.ts";
import { runOnnx } from "../../test/run-model.ts";
import { ModelError } from "../base/errors.ts";
import { parseParams } from "../base/params.ts";
import { createRandom } from "../base/random.ts";
import { createDataset, type Dataset, selectRows, widthOf } from "../dataset/dataset.ts";
import { applyScaler, fitScaler } from "../dataset/scale.ts";
import { HeldRows } from "../models/mixture/held-rows.ts";
import { lloyd, seedCentres } from "../models/mixture/k-means.ts";
import { applyStep, steps } from "./index.ts";
import { fitMap } from "./maps/map-step.ts";
import { importancesOf } from "./permutation-importance.ts";
import { anovaF } from "./select-k-best.ts";

/** The formula of tools/golden/reduce.py. */
function hashed(rows: number, cols: number): Float32Array<ArrayBuffer> {
  const noise = (i: number, j: number) => hashUniform(i, j) - 0.5;
  return Float32Array.from({ length: rows * cols }, (_, at) => {
    const [i, j] = [Math.floor(at / cols), at % cols];
    return (noise(i, j) * 5) / (1 + j) ** 0.7 + 0.5 * noise(i, (j + cols - 1) % cols) + (j % 7);
  });
}

function dataset(rows: number, shape: readonly number[], x = hashed(rows, widthOf(shape))): Dataset {
  const clipIds = Array.from({ length: rows }, (_, i) => `clip${i >> 1}`);
  return createDataset({ clipIds, shape, x, labels: ["a", "b"], y: new Int32Array(rows) });
}

function fitStep(id: string, train: Dataset, params: object, seed = 1) {
  const step = steps.find(id);
  return step.fit(train, parseParams(`step ${id}`, step.params, params), { seed });
}

describe("pca against scikit-learn, sign and all", () => {
  for (const { rows, cols, dimensions, whiten, reduced } of golden.pca) {
    test(`${rows} x ${cols} to ${dimensions}${whiten ? ", whitened" : ""}`, async () => {
      const all = dataset(rows + 10, [cols]);
      const index = Array.from({ length: rows + 10 }, (_, i) => i);
      const fitted = await fitStep("pca", selectRows(all, index.slice(0, rows)), { dimensions, whiten });
      const result = await applyStep(fitted, selectRows(all, index.slice(rows)));
      expect(result.shape).toEqual([dimensions]);
      assertClose(result.x, reduced, { relative: 2e-5 });
    });
  }
});

test("pca of images is pca of their numbers, in one graph", async () => {
  const flat = await fitStep("pca", dataset(30, [12]), { dimensions: 4 });
  const image = await fitStep("pca", dataset(30, [3, 4]), { dimensions: 4 });
  const x = hashed(30, 12);
  assertClose(
    await runOnnx(image.onnx, "features", "reduced", x, [30, 3, 4]),
    await runOnnx(flat.onnx, "features", "reduced", x, [30, 12]),
    { absolute: 0 },
  );
  expect(flat).toHaveProperty("shape", [4]);
});

test("components without variance are 0, equal rows too", async () => {
  const train = dataset(
    20,
    [6],
    Float32Array.from({ length: 120 }, (_, i) => (i % 6 < 2 ? hashUniform(i, 0) : 3)),
  );
  const { x } = await applyStep(await fitStep("pca", train, { dimensions: 5, whiten: true }), train);
  expect([...x].filter((_, i) => i % 5 >= 2).every((value) => Math.abs(value) < 1e-6)).toBe(true);
  const alike = dataset(4, [3], new Float32Array(12).fill(2));
  expect([...(await applyStep(await fitStep("pca", alike, { dimensions: 2 }), alike)).x]).toEqual(
    new Array(8).fill(0),
  );
});

describe("k-means against scikit-learn", () => {
  const points = new HeldRows({ rows: 300, cols: 4, data: hashed(300, 4) });
  for (const { count, iterations, centres } of golden.kmeans) {
    test(`${count} centres, ${iterations} iterations`, async () => {
      const seeds = { rows: count, cols: 4, data: Float64Array.from(points.data.subarray(0, count * 4)) };
      assertClose((await lloyd(points, seeds, iterations)).centres.data, centres, { relative: 1e-6 });
      // each point as often: so many are searched by a graph
      const often = Math.ceil(2 ** 22 / (300 * 4 * count));
      const many = new Float32Array(often * points.data.length);
      for (let i = 0; i < often; i++) many.set(points.data, i * points.data.length);
      const all = new HeldRows({ rows: 300 * often, cols: 4, data: many });
      assertClose((await lloyd(all, seeds, iterations)).centres.data, centres, { relative: 1e-6 });
    });
  }

  test("seeds are points, and spread: one in each of far clusters", () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const far = Float32Array.from({ length: 60 }, (_, i) => 1000 * (i % 6) + hashUniform(i, 1));
        const { data } = seedCentres(new HeldRows({ rows: 60, cols: 1, data: far }), 6, createRandom(seed));
        expect(new Set(data.map((value) => Math.floor(value / 1000))).size).toBe(6);
        expect(data.every((value) => far.includes(value))).toBe(true);
      }),
      { seed: 1, numRuns: 30 },
    );
  });

  test("an empty centre takes the farthest point; equal points stay finite", async () => {
    const line = new HeldRows({ rows: 4, cols: 1, data: Float32Array.of(0, 1, 2, 50) });
    const seeds = { rows: 3, cols: 1, data: Float64Array.of(1, 1, 90) };
    expect([...(await lloyd(line, seeds, 50)).centres.data].sort((a, b) => a - b)).toEqual([0, 1.5, 50]);
    const equal = new HeldRows({ rows: 5, cols: 2, data: new Float32Array(10).fill(3) });
    const { centres } = await lloyd(equal, seedCentres(equal, 3, createRandom(1)), 9);
    expect([...centres.data]).toEqual(new Array(6).fill(3));
  });
});

describe("vq", () => {
  /** Images whose frames are near one of three points; the number of frames near each is known. */
  const corners = [
    [0, 0],
    [10, 0],
    [0, 10],
  ];
  const images = (rows: number, frames: number) => {
    const x = new Float32Array(rows * 2 * frames);
    const counts: number[][] = [];
    for (let row = 0; row < rows; row++) {
      const count = [0, 0, 0];
      for (let t = 0; t < frames; t++) {
        const corner = Math.floor(3 * hashUniform(row, t));
        count[corner]++;
        for (let k = 0; k < 2; k++)
          x[(row * 2 + k) * frames + t] = corners[corner][k] + hashUniform(row * 2 + k, 500 + t);
      }
      counts.push(count);
    }
    return { train: dataset(rows, [2, frames], x), counts };
  };

  test("rows are histograms of their frames", async () => {
    const { train, counts } = images(20, 7);
    const fitted = await fitStep("vq", train, { codewords: 3 });
    const { x, shape } = await applyStep(fitted, train);
    expect(shape).toEqual([3]);
    const sorted = (values: readonly number[]) => values.toSorted((a, b) => a - b);
    counts.forEach((count, row) => {
      assertClose(sorted([...x.subarray(row * 3, row * 3 + 3)]), sorted(count.map((n) => n / 7)), {
        absolute: 1e-6,
      });
    });
  });

  test("the order of frames does not matter, the seed does, and the same seed gives the same bits", async () => {
    const train = dataset(20, [4, 9]);
    const turned = { ...train, x: Float32Array.from(train.x, (_, i) => train.x[i - (i % 9) + 8 - (i % 9)]) };
    const params = { codewords: 8, iterations: 3 };
    const fitted = await fitStep("vq", train, params);
    assertClose((await applyStep(fitted, turned)).x, (await applyStep(fitted, train)).x, {
      absolute: 1e-6,
    });
    expect((await fitStep("vq", train, params)).onnx).toEqual(fitted.onnx);
    expect((await fitStep("vq", train, params, 2)).onnx).not.toEqual(fitted.onnx);
  });
});

describe("what does not fit is refused", () => {
  test.each([
    [
      "pca",
      [30],
      { dimensions: 11 },
      "dimensions: expected at most 10 (10 training rows of 30 numbers), got 11.",
    ],
    ["pca", [4], { dimensions: 5 }, "dimensions: expected at most 4 (10 training rows of 4 numbers), got 5."],
    [
      "vq",
      [2, 3],
      { codewords: 31 },
      "codewords: expected at most 30 (10 training rows of 3 frames), got 31.",
    ],
    ["select-k-best", [2, 2], { k: 5 }, "k: expected at most 4, the numbers of a row; got 5."],
    ["rfe", [2, 2], { k: 5 }, "k: expected at most 4, the numbers of a row; got 5."],
    ["permutation-importance", [2, 3], { k: 7 }, "k: expected at most 6, the numbers of a row; got 7."],
    [
      "permutation-importance",
      [2, 3],
      { k: 3, per: "coefficient" },
      "k: expected at most 2, the coefficients of a row; got 3.",
    ],
    [
      "permutation-importance",
      [2, 3],
      { k: 2, folds: 6 },
      "folds: expected at most 5, the clips or speakers that can be held out; got 6.",
    ],
    ["dwt", [2, 27], { levels: 2 }, "levels: expected at least 28 frames for 2 with db4; got 27."],
    ["dwt", [2, 13], {}, "levels: expected at least 14 frames for 1 with db4; got 13."],
    [
      "dwt",
      [1, 5001],
      {},
      "expected at most 5000 frames, every one of which has a row in its matrix; got 5001.",
    ],
  ])("%s of rows %j, %j", async (id, shape, params, message) => {
    await expect(fitStep(id, dataset(10, shape), params)).rejects.toThrow(ModelError);
    await expect(fitStep(id, dataset(10, shape), params)).rejects.toThrow(`step ${id}: ${message}`);
  });

  test("rows that leave a step and are not finite name their clip", async () => {
    const train = dataset(10, [4]);
    const fitted = await fitStep("pca", train, { dimensions: 2 });
    const broken = { ...train, x: train.x.map((value, i) => (i === 9 ? Number.NaN : value)) };
    await expect(applyStep(fitted, broken)).rejects.toThrow(ModelError);
    await expect(applyStep(fitted, broken)).rejects.toThrow(
      "steps: the features of the clip clip1 are not finite after a step; standardise them.",
    );
  });
});

describe("standardise", () => {
  for (const shape of [[6], [3, 5]]) {
    for (const per of ["number", "coefficient"] as const) {
      test(`rows of ${JSON.stringify(shape)} per ${per}: the bits of applyScaler`, async () => {
        const all = dataset(90, shape);
        const index = Array.from({ length: 90 }, (_, i) => i);
        const [train, rest] = [selectRows(all, index.slice(0, 20)), selectRows(all, index.slice(20))];
        const fitted = await fitStep("standardise", train, { per });
        expect(fitted.shape).toEqual(shape);
        const expected = applyScaler(fitScaler(train, per), rest);
        expect(await applyStep(fitted, rest)).toEqual(expected);
        expect(expected.x).not.toEqual(rest.x);
      });
    }
  }

  test("every number by itself, unless asked otherwise", async () => {
    const train = dataset(20, [3, 5]);
    const fitted = await fitStep("standardise", train, {});
    expect(fitted).toEqual(await fitStep("standardise", train, { per: "number" }));
    expect(fitted).not.toEqual(await fitStep("standardise", train, { per: "coefficient" }));
  });
});

describe("select-k-best", () => {
  /** The data of tools/golden/reduce.py: the label moves every other number. */
  function labelled(rows: number, shape: readonly number[], labels: number): Dataset {
    const cols = widthOf(shape);
    const y = Int32Array.from({ length: rows }, (_, i) => (i % 5 === 0 ? 0 : i % labels));
    const x = hashed(rows, cols).map(
      (value, at) => value + 0.5 * y[Math.floor(at / cols)] * ((at % cols) % 2),
    );
    return { ...dataset(rows, shape, x), labels: Array.from({ length: labels }, (_, i) => `l${i}`), y };
  }

  for (const { rows, cols, labels, f } of golden.anova) {
    test(`F of ${rows} x ${cols}, ${labels} labels, against scikit-learn`, () => {
      const train = labelled(rows, [cols], labels);
      assertClose(anovaF(train), f, { relative: 1e-5 });
      const withAbsent = { ...train, labels: ["absent", ...train.labels], y: train.y.map((one) => one + 1) };
      assertClose(anovaF(withAbsent), f, { relative: 1e-5 });
    });

    test(`the best of ${cols}, in their own order`, async () => {
      const train = labelled(rows, [cols], labels);
      const best = [...f.keys()].sort((a, b) => f[b] - f[a]);
      for (const k of [1, 3, cols]) {
        const kept = best.slice(0, k).sort((a, b) => a - b);
        const { x, shape } = await applyStep(await fitStep("select-k-best", train, { k }), train);
        expect(shape).toEqual([k]);
        expect(x).toEqual(
          Float32Array.from({ length: rows * k }, (_, at) => {
            return train.x[Math.floor(at / k) * cols + kept[at % k]];
          }),
        );
      }
    });
  }

  test("of images, the best of their numbers", async () => {
    const image = labelled(60, [3, 4], 2);
    const fitted = await fitStep("select-k-best", image, { k: 5 });
    const flat = { ...image, shape: [12] };
    const { x } = await applyStep(await fitStep("select-k-best", flat, { k: 5 }), flat);
    expect((await applyStep(fitted, image)).x).toEqual(x);
  });

  test("what is constant is worth nothing, what is constant within labels everything, ties go to the first", async () => {
    const y = Int32Array.of(0, 0, 0, 1, 1, 1, 1);
    const columns = [
      new Array<number>(7).fill(0.1),
      [1, 2, 3, 2, 3, 4, 3],
      [5, 5, 5, 0.7, 0.7, 0.7, 0.7],
      [1, 2, 3, 2, 3, 4, 3],
    ];
    const x = Float32Array.from({ length: 28 }, (_, at) => columns[at % 4][Math.floor(at / 4)]);
    const train = { ...dataset(7, [4], x), y };
    const [constant, first, split, second] = anovaF(train);
    expect([constant, split, first]).toEqual([0, Number.POSITIVE_INFINITY, second]);
    expect(first).toBeGreaterThan(0);
    const { x: two } = await applyStep(await fitStep("select-k-best", train, { k: 2 }), train);
    expect([...two]).toEqual([1, 5, 2, 5, 3, 5, 2, 0.7, 3, 0.7, 4, 0.7, 3, 0.7].map(Math.fround));
  });

  test.each([
    ["rows of one label", new Int32Array(4)],
    ["a row without label", Int32Array.of(0, 1, 0, -1)],
  ])("%s cannot tell anything", async (_, y) => {
    const train = { ...dataset(4, [3]), y };
    await expect(fitStep("select-k-best", train, { k: 1 })).rejects.toThrow(ModelError);
    await expect(fitStep("select-k-best", train, { k: 1 })).rejects.toThrow(
      "step select-k-best: expected labelled training rows of at least two labels, and more rows than labels.",
    );
  });

  test("nor can one row per label", () => {
    expect(() => anovaF({ ...dataset(2, [3]), y: Int32Array.of(0, 1) })).toThrow(
      "and more rows than labels.",
    );
  });
});

describe("rfe keeps what scikit-learn's keeps", () => {
  /** The data of tools/golden/reduce.py: z-scores; the label moves every other number, and most the first ones. */
  function zScores(rows: number, cols: number, labels: number): Dataset {
    const y = Int32Array.from({ length: rows }, (_, i) => (i % 5 === 0 ? 0 : i % labels));
    const x = hashed(rows, cols);
    const moved = {
      ...dataset(rows, [cols], x),
      labels: Array.from({ length: labels }, (_, i) => `l${i}`),
      y,
    };
    for (let i = 0; i < x.length; i++) {
      const [row, col] = [Math.floor(i / cols), i % cols];
      x[i] += (y[row] * (col % 2)) / (1 + 0.05 * col);
    }
    return applyScaler(fitScaler(moved, "number"), moved);
  }

  for (const { rows, cols, labels, k, step, C, kept } of golden.rfe) {
    test(`${k} of ${cols}, ${labels} labels, ${step} a round, C ${C}`, async () => {
      const train = zScores(rows, cols, labels);
      const { x, shape } = await applyStep(await fitStep("rfe", train, { k, step, C }), train);
      expect(shape).toEqual([k]);
      expect(x).toEqual(
        Float32Array.from({ length: rows * k }, (_, i) => train.x[Math.floor(i / k) * cols + kept[i % k]]),
      );
    });
  }

  test("of images, what is kept of their numbers; labels without rows change nothing", async () => {
    const flat = zScores(60, 12, 3);
    const image = { ...flat, shape: [3, 4], labels: ["absent", ...flat.labels], y: flat.y.map((y) => y + 1) };
    const [of, from] = [await fitStep("rfe", flat, { k: 4 }), await fitStep("rfe", image, { k: 4 })];
    expect((await applyStep(from, image)).x).toEqual((await applyStep(of, flat)).x);
  });
});

describe("permutation-importance", () => {
  const TOLD = [1, 4];

  /** Noise, but for two numbers that the label moves. */
  function told(rows: number, shape: readonly number[]): Dataset {
    const width = widthOf(shape);
    const y = Int32Array.from({ length: rows }, (_, i) => i % 2);
    const x = Float32Array.from(
      { length: rows * width },
      (_, i) => hashUniform(Math.floor(i / width), i % width) - 0.5,
    );
    for (const [row, label] of y.entries()) for (const at of TOLD) x[row * width + at] += 1.5 * label;
    const clipIds = Array.from({ length: rows }, (_, row) => `clip${row}`);
    return { ...dataset(rows, shape, x), clipIds, y };
  }

  const how = { span: 1, folds: 3, repeats: 2 };

  test("what tells the label is missed, noise is not", async () => {
    const falls = await importancesOf(told(90, [6]), how, { seed: 1 });
    const noise = [...falls].filter((_, at) => !TOLD.includes(at));
    for (const at of TOLD) expect(falls[at]).toBeGreaterThan(0.05);
    expect(Math.max(...noise.map(Math.abs))).toBeLessThan(0.02);
  });

  test("a number that is the same in all rows is not missed at all", async () => {
    const train = told(60, [6]);
    for (let row = 0; row < 60; row++) train.x[6 * row + 2] = 3;
    const falls = await importancesOf(train, how, { seed: 1 });
    expect(falls[2]).toBe(0);
    expect(falls[3]).not.toBe(0);
  });

  test("the best are kept: numbers, or coefficients with all their frames", async () => {
    const train = told(90, [3, 3]); // told: one number of the first coefficient, one of the second
    const numbers = await applyStep(await fitStep("permutation-importance", train, { k: 2 }), train);
    expect(numbers.shape).toEqual([2]);
    expect([...numbers.x.subarray(0, 2)]).toEqual(TOLD.map((at) => train.x[at]));
    const params = { k: 2, per: "coefficient" };
    const rows = await applyStep(await fitStep("permutation-importance", train, params), train);
    expect(rows.shape).toEqual([6]);
    expect(rows.x.subarray(6, 12)).toEqual(train.x.subarray(9, 15));
  });

  test("the rows are left alone, and the seed decides how they are dealt", async () => {
    const train = told(60, [6]);
    const before = train.x.slice();
    const falls = await importancesOf(train, how, { seed: 1 });
    expect(train.x).toEqual(before);
    expect(await importancesOf(train, how, { seed: 1 })).toEqual(falls);
    expect(await importancesOf(train, how, { seed: 2 })).not.toEqual(falls);
  });

  test("a number that tells the speaker, and with it the label, is worth nothing where speakers are held out", async () => {
    // one label per speaker, and a number that names the speaker
    const train = told(80, [6]);
    const groups = train.clipIds.map((_, row) => `s${Math.floor(row / 8)}`);
    const y = Int32Array.from(groups, (_, row) => Math.floor(row / 8) % 2);
    for (const row of y.keys()) {
      for (const at of TOLD) train.x[6 * row + at] -= 1.5 * train.y[row];
      train.x[6 * row] = 3 * ((Math.floor(row / 8) * 7) % 10);
    }
    const [mixed] = await importancesOf({ ...train, y }, how, { seed: 1 });
    const [apart] = await importancesOf({ ...train, y }, how, { seed: 1, groups });
    expect(mixed).toBeGreaterThan(0.1);
    expect(apart).toBeLessThan(0.05);
  });
});

describe("dwt of every row, against PyWavelets", () => {
  for (const { frames, wavelet, levels, transformed } of golden.dwt) {
    test(`${wavelet}, ${frames} frames, ${levels ?? "most"} levels`, async () => {
      const images = dataset(3, [2, frames]);
      const params = { wavelet, ...(levels === null ? {} : { levels }) };
      const { x, shape } = await applyStep(await fitStep("dwt", images, params), images);
      expect(shape).toEqual([transformed.length / 3]);
      assertClose(x, transformed, { relative: 1e-5 });
    });
  }
});

describe("take-rows", () => {
  test("the rows that were asked for, in the order asked", async () => {
    const train = dataset(6, [3, 2]);
    const { x, shape } = await applyStep(await fitStep("take-rows", train, { rows: [2, 0] }), train);
    expect(shape).toEqual([2, 2]);
    expect([...x]).toEqual(
      Array.from({ length: 6 }, (_, i) => [4, 5, 0, 1].map((at) => train.x[6 * i + at])).flat(),
    );
  });

  test("a row that is not there is refused", async () => {
    await expect(fitStep("take-rows", dataset(6, [3, 2]), { rows: [0, 3] })).rejects.toThrow(
      "step take-rows: rows: expected numbers below 3, the rows of an image; got 3.",
    );
  });
});

describe("maps", () => {
  const train = createClusters([6], 3, 60);
  const others = createClusters([6], 3, 45, { seed: 2 });

  test.each([
    ["tsne", { perplexity: 8 }],
    ["umap", { neighbours: 8 }],
  ])("%s lays training rows out, and others next to those that are like them", async (id, params) => {
    const fitted = await fitStep(id, train, params);
    const [known, placed] = [await applyStep(fitted, train), await applyStep(fitted, others)];
    const nearest = (row: number): number => {
      const away = Array.from(train.y, (_, other) =>
        Math.hypot(placed.x[2 * row] - known.x[2 * other], placed.x[2 * row + 1] - known.x[2 * other + 1]),
      );
      return train.y[away.indexOf(Math.min(...away))];
    };
    const right = Array.from(others.y).filter((label, row) => nearest(row) === label);
    expect(right.length / others.y.length).toBeGreaterThan(0.95);
  });

  test("a training row lies where the map has it, and a row between two of them between their places", async () => {
    const line = dataset(4, [1], Float32Array.of(0, 4, 100, 200));
    const places = Float64Array.of(0, 0, 8, -4, 50, 50, 90, 10);
    const fitted = await fitMap("some", line, 2, { seed: 1 }, async () => places);
    expect([...(await applyStep(fitted, line)).x]).toEqual([...places]);
    // 1 away from the first and 3 from the second: three quarters of the one's place and a quarter of the other's
    const between = dataset(1, [1], Float32Array.of(1));
    assertClose((await applyStep(fitted, between)).x, [2, -1], { absolute: 1e-6 });
  });

  test("too few rows are refused by name", async () => {
    const few = dataset(12, [3]);
    await expect(fitStep("tsne", few, { perplexity: 5 })).rejects.toThrow(
      "step tsne: perplexity: expected at most 4, a third of the 12 training rows; got 5.",
    );
    await expect(fitStep("umap", few, { neighbours: 12 })).rejects.toThrow(
      "step umap: neighbours: expected at most 11, the other training rows; got 12.",
    );
    await expect(fitStep("umap", few, { neighbours: 5, placedBy: 13 })).rejects.toThrow(
      "step umap: placedBy: expected at most 12, the training rows; got 13.",
    );
    const alike = dataset(12, [3], new Float32Array(36).fill(1));
    await expect(fitStep("umap", alike, { neighbours: 5 })).rejects.toThrow(
      "step umap: all 12 training rows are the same; expected some to differ.",
    );
  });
});
