import { describe, expect, test } from "vitest";
import { assertClose } from "../../test/assert-close.ts";
import { createPaddedSeries, type PaddedSeries } from "../../test/padded-series.ts";
import { runOnnx } from "../../test/run-model.ts";
import { parseParams } from "../base/params.ts";
import { trace } from "../engine/network.ts";
import { attentionPool, attentionPoolNetwork } from "./attention-pool.ts";

const params = (raw: object = {}) => parseParams("model attention-pool", attentionPool.params, raw);
const context = { seed: 1, threads: 1 };
const [COEFFICIENTS, FRAMES, ROWS, LABELS] = [5, 9, 48, 3];

/** What was added after the real frames is `filling`. */
const series = (filling: number): PaddedSeries =>
  createPaddedSeries([COEFFICIENTS, FRAMES], LABELS, ROWS, filling);

const small = { channels: 8, heads: 2, epochs: 15, batchSize: 10, learningRate: 0.02 };
const ask = (onnx: Uint8Array, { x, frames }: PaddedSeries) =>
  runOnnx(onnx, "features", "probabilities", x, [ROWS, COEFFICIENTS, FRAMES], frames);

describe("attention-pool", () => {
  test("what was added to fill rows changes neither the training nor the answers", async () => {
    const [zeros, filled] = [series(0), series(50)];
    const options = params({ ...small, validation: 0.25, mixup: 0.2 });
    const plain = await attentionPool.fit(zeros, { ...options, mixup: 0 }, context);
    const other = await attentionPool.fit(filled, { ...options, mixup: 0 }, context);
    expect(other).toEqual(plain);
    const answers = await ask(plain.onnx, zeros);
    expect(await ask(plain.onnx, filled)).toEqual(answers);
    const all = await ask(plain.onnx, { ...filled, frames: new Int32Array(ROWS).fill(FRAMES) });
    expect(Math.max(...all.map((p, i) => Math.abs(p - answers[i])))).toBeGreaterThan(0.01);
    // of mixed rows, frames count that either has
    const mixed = await attentionPool.fit(zeros, options, context);
    expect(await attentionPool.fit(filled, options, context)).not.toEqual(mixed);
  });

  test("the order of the real frames does not matter, which they are does", async () => {
    const data = series(0);
    const { onnx } = await attentionPool.fit(data, params(small), context);
    const answers = await ask(onnx, data);
    const turned = data.x.map((_, i) => {
      const [row, frame] = [Math.floor(i / (COEFFICIENTS * FRAMES)), i % FRAMES];
      const last = data.frames[row] - 1;
      return data.x[frame <= last ? i - frame + (last - frame) : i];
    });
    assertClose(await ask(onnx, { ...data, x: turned }), answers, { absolute: 1e-6 });
    const right = data.y.filter((label, row) => {
      const own = answers.subarray(row * LABELS, (row + 1) * LABELS);
      return own.indexOf(Math.max(...own)) === label;
    });
    expect(right.length / ROWS).toBeGreaterThan(0.9);
  });

  test("has the layers that were asked for", () => {
    const asked = params({ channels: 6, heads: 3, hidden: [9], inputDropout: 0.1, dropout: 0.4 });
    const { graph } = trace(attentionPoolNetwork([COEFFICIENTS, FRAMES], LABELS, asked), 2, true);
    expect(graph.parameters.map(({ name, shape }) => [name, shape])).toEqual([
      ["projection.weight", [6, COEFFICIENTS]],
      ["projection.bias", [6]],
      ["attention.weight", [3, 6]],
      ["hidden1.weight", [9, 18]],
      ["hidden1.bias", [9]],
      ["output.weight", [LABELS, 9]],
      ["output.bias", [LABELS]],
    ]);
    expect(graph.dropoutMasks.map(({ name, rate }) => [name, rate])).toEqual([
      ["inputDropout.mask", 0.1],
      ["projectionDropout.mask", 0.4],
      ["hidden1Dropout.mask", 0.4],
    ]);
  });

  test("rows without frames are refused", async () => {
    const { frames: _, ...data } = series(0);
    await expect(attentionPool.fit(data, params(small), context)).rejects.toThrow("have no frames to count");
    expect(() => attentionPoolNetwork([39], 8, params())).toThrow(
      "expected an image [coefficient, frame]; got [39].",
    );
  });
});
