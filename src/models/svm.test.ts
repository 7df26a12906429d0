import { describe, expect, test } from "vitest";
import { assertClose } from "../../test/assert-close.ts";
import golden from "../../test/golden/kernel-models.json" with { type: "json" };
import { hashedClusters } from "../../test/hashed-clusters.ts";
import { runOnnx } from "../../test/run-model.ts";
import { parseParams } from "../base/params.ts";
import { type Dataset, selectRows } from "../dataset/dataset.ts";
import { svm } from "./svm.ts";

const train = hashedClusters(0, 200);
const validation = hashedClusters(200, 260);

const POLYNOMIAL = { kernel: "poly", degree: 2, coef0: 1 };

async function probabilitiesOf(data: Dataset, raw: unknown, rows = validation): Promise<Float32Array> {
  const { onnx } = await svm.fit(data, parseParams("model svm", svm.params, raw), { seed: 0 });
  return runOnnx(onnx, "features", "probabilities", rows.x, [rows.clipIds.length, ...rows.shape]);
}

function argMaxima(probabilities: Float32Array, labels: number): number[] {
  return Array.from({ length: probabilities.length / labels }, (_, row) => {
    const own = probabilities.subarray(row * labels, (row + 1) * labels);
    return own.indexOf(Math.max(...own));
  });
}

test.each(golden.svm)("$params.kernel: labels are scikit-learn's", async ({ params, predicted }) => {
  // scikit-learn decides by the vote of the pairs: near ties may fall on the other side.
  const ours = argMaxima(await probabilitiesOf(train, params), 8);
  expect(ours.filter((label, row) => label === predicted[row]).length).toBeGreaterThanOrEqual(58);
});

test("defaults are scikit-learn's, labels weighed", () => {
  // the golden file's last machine has what SVC() says of itself
  expect(parseParams("model svm", svm.params, {})).toEqual(golden.svm.at(-1)?.params);
});

test("probabilities sum to 1 and the same data give the same bytes", async () => {
  const params = parseParams("model svm", svm.params, POLYNOMIAL);
  const first = await svm.fit(train, params, { seed: 1 });
  const second = await svm.fit(train, params, { seed: 2, threads: 1 });
  expect(first.onnx).toEqual(second.onnx);
  expect(first.history).toEqual([]);
  const p = await runOnnx(first.onnx, "features", "probabilities", validation.x, [60, 12]);
  for (let row = 0; row < 60; row++) {
    const sum = p.subarray(row * 8, (row + 1) * 8).reduce((total, one) => total + one, 0);
    expect(sum).toBeCloseTo(1, 5);
  }
});

describe("labels", () => {
  test("that do not occur get probability 0", async () => {
    const few = selectRows(
      train,
      Array.from(train.y.keys()).filter((row) => train.y[row] === 6 || train.y[row] === 2),
    );
    const p = await probabilitiesOf(few, {}, few);
    for (let row = 0; row < few.y.length; row++) {
      for (const label of [0, 1, 3, 4, 5, 7]) expect(p[row * 8 + label]).toBe(0);
    }
    const right = argMaxima(p, 8).filter((label, row) => label === few.y[row]);
    expect(right.length / few.y.length).toBeGreaterThan(0.9);
  });

  test("one only is refused", async () => {
    const one = selectRows(
      train,
      Array.from(train.y.keys()).filter((row) => train.y[row] === 6),
    );
    await expect(probabilitiesOf(one, {})).rejects.toThrow(
      'model svm: expected training clips of at least two labels, got only "label6".',
    );
  });

  test("none is refused", async () => {
    await expect(
      probabilitiesOf({ ...train, y: train.y.map((y, row) => (row === 3 ? -1 : y)) }, {}),
    ).rejects.toThrow("model svm: the training clip clip3 has no label.");
  });
});

test("numbers that are not finite are refused by clip", async () => {
  const x = train.x.map((value, i) => (i === 25 ? Number.NaN : value));
  await expect(probabilitiesOf({ ...train, x }, {})).rejects.toThrow(
    "model svm: number 1 of the training clip clip2 is NaN; expected finite features.",
  );
});

describe("parameters", () => {
  const variance = (values: Float32Array): number => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  };
  const same: [string, unknown, unknown][] = [
    ["gamma auto is 1 / d", { ...POLYNOMIAL, gamma: "auto" }, { ...POLYNOMIAL, gamma: 1 / 12 }],
    ["gamma scale is 1 / (d var)", {}, { gamma: 1 / (12 * variance(train.x)) }],
    ["linear is poly of degree 1", { kernel: "linear" }, { kernel: "poly", degree: 1, gamma: 1 }],
    [
      "C of a linear machine is a scale of the features",
      { kernel: "linear", C: 4 },
      { kernel: "poly", degree: 1, gamma: 4 },
    ],
    [
      "linear has no gamma, degree or coef0",
      { kernel: "linear" },
      { kernel: "linear", gamma: 9, degree: 4, coef0: 2 },
    ],
  ];
  test.each(same)("%s", async (_, one, other) => {
    assertClose(await probabilitiesOf(train, one), await probabilitiesOf(train, other), { absolute: 2e-3 });
  });

  test.each([{ degree: 3 }, { C: 0.1 }, { gamma: 5 }, { coef0: 2 }, { balanced: false }, { kernel: "rbf" }])(
    "%o makes a difference",
    async (raw) => {
      const [a, b] = [
        await probabilitiesOf(train, POLYNOMIAL),
        await probabilitiesOf(train, { ...POLYNOMIAL, ...raw }),
      ];
      expect(Math.max(...a.map((p, i) => Math.abs(p - b[i])))).toBeGreaterThan(0.02);
    },
  );

  test("balanced costs are n / (k n_c): as unbalanced ones where each label has as many rows", async () => {
    const rows = Array.from({ length: 8 }, (_, label) =>
      Array.from(train.y.keys())
        .filter((row) => train.y[row] === label)
        .slice(0, 12),
    ).flat();
    const even = selectRows(train, rows);
    expect(await probabilitiesOf(even, {})).toEqual(await probabilitiesOf(even, { balanced: false }));
  });
});

test("an image is unrolled", async () => {
  const image = { ...train, shape: [3, 4] };
  const rows = { ...validation, shape: [3, 4] };
  assertClose(await probabilitiesOf(image, {}, rows), await probabilitiesOf(train, {}), { absolute: 1e-6 });
});

test("an RBF machine does not mind an offset of the features", async () => {
  const raw = { kernel: "rbf" };
  const moved = (data: Dataset): Dataset => ({ ...data, x: data.x.map((value) => value + 512) });
  assertClose(
    await probabilitiesOf(moved(train), { ...raw, gamma: 0.5 }, moved(validation)),
    await probabilitiesOf(train, { ...raw, gamma: 0.5 }),
    {
      absolute: 1e-3,
    },
  );
});

test("an aborted fit throws the reason", async () => {
  const params = parseParams("model svm", svm.params, {});
  const signal = AbortSignal.abort(new Error("stop"));
  await expect(svm.fit(train, params, { seed: 0, signal })).rejects.toThrow("stop");
});

test.each([{ degree: 6 }, { C: 0 }, { gamma: -1 }, { kernel: "sigmoid" }, { coef0: "1" }, { balanced: 1 }])(
  "%o is refused",
  (raw) => {
    expect(() => parseParams("model svm", svm.params, raw)).toThrow(`model svm: ${Object.keys(raw)[0]}`);
  },
);
