import { expect, test } from "vitest";
import { assertClose } from "../../test/assert-close.ts";
import golden from "../../test/golden/kernel-models.json" with { type: "json" };
import { hashedClusters } from "../../test/hashed-clusters.ts";
import { runOnnx } from "../../test/run-model.ts";
import { parseParams } from "../base/params.ts";
import { type Dataset, selectRows } from "../dataset/dataset.ts";
import { decodeModel } from "../engine/onnx/builder.ts";
import { kernelRidge } from "./kernel-ridge.ts";

const train = hashedClusters(0, 200);
const validation = hashedClusters(200, 260);

/** z-scores by the training rows. */
function scaled(data: Dataset): Dataset {
  const x = data.x.slice();
  for (let col = 0; col < 12; col++) {
    const column = train.x.filter((_, i) => i % 12 === col);
    const mean = column.reduce((sum, value) => sum + value, 0) / 200;
    const sd = Math.sqrt(column.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 200);
    for (let i = col; i < x.length; i += 12) x[i] = (x[i] - mean) / sd;
  }
  return { ...data, x };
}

async function probabilitiesOf(data: Dataset, raw: unknown, rows: Dataset): Promise<Float32Array> {
  const params = parseParams("model kernel-ridge", kernelRidge.params, raw);
  const { onnx } = await kernelRidge.fit(data, params, { seed: 0 });
  return runOnnx(onnx, "features", "probabilities", rows.x, [rows.clipIds.length, ...rows.shape]);
}

test.each(golden.ridge)("probabilities are scikit-learn's for $params", async ({ params, probabilities }) => {
  assertClose(await probabilitiesOf(scaled(train), params, scaled(validation)), probabilities, {
    absolute: 2e-4,
  });
});

test("the defaults are those of the first golden case", () => {
  expect(parseParams("model", kernelRidge.params, {})).toEqual(golden.ridge[0].params);
});

test("labels that do not occur get probability 0, images are unrolled", async () => {
  const rows = Array.from(train.y.keys()).filter((row) => train.y[row] % 2 === 1);
  const odd = { ...selectRows(scaled(train), rows), shape: [2, 6] };
  const p = await probabilitiesOf(odd, {}, odd);
  let right = 0;
  for (let row = 0; row < rows.length; row++) {
    const own = p.subarray(row * 8, row * 8 + 8);
    for (const label of [0, 2, 4, 6]) expect(own[label]).toBe(0);
    if (own.indexOf(Math.max(...own)) === odd.y[row]) right++;
  }
  expect(right / rows.length).toBeGreaterThan(0.95);
});

test("the same data give the same bytes", async () => {
  const params = parseParams("model kernel-ridge", kernelRidge.params, {});
  const first = await kernelRidge.fit(train, params, { seed: 1 });
  expect((await kernelRidge.fit(train, params, { seed: 2, threads: 1 })).onnx).toEqual(first.onnx);
});

test("one label is refused, an aborted fit throws", async () => {
  const params = parseParams("model kernel-ridge", kernelRidge.params, {});
  await expect(kernelRidge.fit(selectRows(train, [0]), params, { seed: 0 })).rejects.toThrow(
    /^model kernel-ridge: expected training clips of at least two labels, got only "label\d"\.$/,
  );
  const signal = AbortSignal.abort(new Error("stop"));
  await expect(kernelRidge.fit(train, params, { seed: 0, signal })).rejects.toThrow("stop");
});

test("landmarks answer as in float64, though their factors cancel each other", async () => {
  const params = parseParams("model kernel-ridge", kernelRidge.params, {
    landmarks: 60,
    gammaScale: 0.003,
    alpha: 0.001,
  });
  const { onnx } = await kernelRidge.fit(scaled(train), params, { seed: 0 });
  const { initializer } = decodeModel(onnx).graph ?? {};
  const tensor = (...dims: number[]) => {
    const raw = initializer?.find((each) => each.dims.map(Number).join() === dims.join())?.rawData.slice();
    return raw?.length === 8 * dims.reduce((a, b) => a * b)
      ? new Float64Array(raw.buffer)
      : new Float32Array(raw?.buffer ?? []);
  };
  const [means, support, factors] = [tensor(12), tensor(60, 12), tensor(60, 8)];
  const { x } = scaled(validation);
  const expected = Array.from({ length: 60 }, (_, row) => {
    const scores = new Float64Array(8);
    for (let i = 0; i < 60; i++) {
      let distance = 0;
      for (let col = 0; col < 12; col++) {
        distance += (x[row * 12 + col] - means[col] - support[i * 12 + col]) ** 2;
      }
      const k = Math.exp((-params.gammaScale / 12) * distance);
      for (let c = 0; c < 8; c++) scores[c] += params.softmaxScale * k * factors[i * 8 + c];
    }
    const raised = Array.from(scores, Math.exp);
    return raised.map((value) => value / raised.reduce((a, b) => a + b));
  });
  const p = await runOnnx(onnx, "features", "probabilities", x, [60, 12]);
  assertClose(p, expected.flat(), { absolute: 2e-6 });
});
