import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { assertClose } from "../../test/assert-close.ts";
import { createRandom } from "../base/random.ts";
import { type Dataset, selectRows } from "./dataset.ts";
import { applyScaler, fitScaler } from "./scale.ts";

const golden = JSON.parse(
  readFileSync(new URL("../../test/golden/measure.json", import.meta.url), "utf8"),
).scaler;

function dataset(rows: number, shape: readonly number[], x: ArrayLike<number>): Dataset {
  const clipIds = Array.from({ length: rows }, (_, i) => `clip-${i >> 1}`);
  return { clipIds, shape, x: Float32Array.from(x), labels: ["a"], y: new Int32Array(rows) };
}

const images = dataset(golden.rows, [golden.coefficients, golden.frames], golden.x);

describe("against scikit-learn's StandardScaler", () => {
  test.each([
    ["number", golden.standard],
    ["coefficient", golden.coefficient],
  ] as const)("%s", (kind, expected) => {
    const scaler = fitScaler(images, kind);
    assertClose(scaler.mean, expected.mean, { relative: 1e-7 }, "mean");
    assertClose(scaler.scale, expected.scale, { relative: 1e-6 }, "scale");
  });

  test("scaled numbers", () => {
    assertClose(applyScaler(fitScaler(images, "number"), images).x, golden.scaled, { absolute: 2e-4 });
  });
});

test("number centres every column, coefficient every coefficient over rows and frames", () => {
  const random = createRandom(1);
  const data = dataset(
    50,
    [3, 4],
    Float32Array.from({ length: 600 }, (_, i) => random.normal() * 3 + (i % 12)),
  );
  const columns = applyScaler(fitScaler(data, "number"), data).x;
  const rows = applyScaler(fitScaler(data, "coefficient"), data).x;
  const spread = (values: readonly number[]): number[] => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return [mean, Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length)];
  };
  for (let column = 0; column < 12; column++) {
    assertClose(spread([...columns].filter((_, i) => i % 12 === column)), [0, 1], { absolute: 1e-6 });
  }
  for (let row = 0; row < 3; row++) {
    assertClose(spread([...rows].filter((_, i) => Math.floor((i % 12) / 4) === row)), [0, 1], {
      absolute: 1e-6,
    });
  }
});

test("shapes broadcast against a row", () => {
  expect(fitScaler(images, "number")).toMatchObject({ kind: "number", shape: [3, 4] });
  expect(fitScaler(images, "coefficient").shape).toEqual([3, 1]);
  expect(fitScaler(dataset(2, [3], [1, 2, 3, 4, 5, 6]), "coefficient").shape).toEqual([3]);
});

test("constant columns, tiny spreads and single rows stay finite", () => {
  const data = dataset(3, [3], [7, 1e-42, 0.1, 7, 2e-42, 0.1, 7, 3e-42, 0.1]);
  const scaler = fitScaler(data, "number");
  expect([...scaler.scale]).toEqual([1, 1, 1]);
  expect([...applyScaler(scaler, data).x].every(Number.isFinite)).toBe(true);
  expect([...applyScaler(scaler, data).x.subarray(0, 1)]).toEqual([0]);
  const single = dataset(1, [2], [5, -3]);
  expect([...applyScaler(fitScaler(single, "number"), single).x]).toEqual([0, 0]);
});

test("the input is not changed, and other rows are scaled with the training rows' numbers", () => {
  const before = images.x.slice();
  const scaler = fitScaler(selectRows(images, [0, 1, 2]), "number");
  const whole = applyScaler(scaler, images);
  expect(images.x).toEqual(before);
  expect(applyScaler(scaler, selectRows(images, [5])).x).toEqual(selectRows(whole, [5]).x);
});

test("errors name the clip and the column, or both shapes", () => {
  const broken = dataset(3, [2], [1, 2, 3, Number.NaN, 5, 6]);
  expect(() => fitScaler(broken, "number")).toThrow(
    "scaler: the features of the clip clip-0 are not finite: column 1 is NaN.",
  );
  expect(() => fitScaler(dataset(0, [2], []), "number")).toThrow("needs at least one training row, got 0");
  expect(() => applyScaler(fitScaler(images, "number"), broken)).toThrow(
    "scaler number: fitted on rows of [3, 4], got rows of [2].",
  );
  expect(() => applyScaler(fitScaler(images, "coefficient"), broken)).toThrow("fitted on rows of [3, 1]");
});
