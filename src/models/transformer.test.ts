import { describe, expect, test } from "vitest";
import { createPaddedSeries, type PaddedSeries } from "../../test/padded-series.ts";
import { runOnnx } from "../../test/run-model.ts";
import { parseParams } from "../base/params.ts";
import { trace } from "../engine/network.ts";
import { transformer, transformerNetwork } from "./transformer.ts";

const params = (raw: object = {}) => parseParams("model transformer", transformer.params, raw);
const context = { seed: 1, threads: 1 };
const [COEFFICIENTS, FRAMES, ROWS, LABELS] = [6, 9, 48, 3];

/** What was added after the real frames is `filling`. */
const series = (filling: number): PaddedSeries =>
  createPaddedSeries([COEFFICIENTS, FRAMES], LABELS, ROWS, filling);

const small = { heads: 2, hidden: 8, epochs: 3, batchSize: 10, learningRate: 0.01 };
const ask = (onnx: Uint8Array, { x, frames }: PaddedSeries) =>
  runOnnx(onnx, "features", "probabilities", x, [ROWS, COEFFICIENTS, FRAMES], frames);

describe("transformer", () => {
  test("what was added to fill rows changes neither the training nor the answers", async () => {
    const [zeros, filled] = [series(0), series(50)];
    const plain = await transformer.fit(zeros, params(small), context);
    const other = await transformer.fit(filled, params(small), context);
    expect(other).toEqual(plain);
    const answers = await ask(plain.onnx, zeros);
    expect(await ask(plain.onnx, filled)).toEqual(answers);
    const all = await ask(plain.onnx, { ...filled, frames: new Int32Array(ROWS).fill(FRAMES) });
    expect(Math.max(...all.map((p, i) => Math.abs(p - answers[i])))).toBeGreaterThan(0.01);
  });

  test("has the layers that were asked for, numbered from the first", () => {
    const asked = params({ ...small, layers: 2, firstLayer: 3, dropout: 0.3, outputDropout: 0.4 });
    const { graph } = trace(transformerNetwork([COEFFICIENTS, FRAMES], LABELS, asked), 2, true);
    const layer = (name: string): [string, number[]][] => [
      [`${name}AttentionNorm.weight`, [6]],
      [`${name}AttentionNorm.bias`, [6]],
      [`${name}Attention.inWeight`, [18, 6]],
      [`${name}Attention.inBias`, [18]],
      [`${name}Attention.outWeight`, [6, 6]],
      [`${name}Attention.outBias`, [6]],
      [`${name}HiddenNorm.weight`, [6]],
      [`${name}HiddenNorm.bias`, [6]],
      [`${name}Hidden.weight`, [8, 6]],
      [`${name}Hidden.bias`, [8]],
      [`${name}Output.weight`, [6, 8]],
      [`${name}Output.bias`, [6]],
    ];
    expect(graph.parameters.map(({ name, shape }) => [name, shape])).toEqual([
      ...layer("layer3"),
      ...layer("layer4"),
      // mean and deviation of each coefficient: as they come, and of both layers
      ["pooledNorm.weight", [36]],
      ["pooledNorm.bias", [36]],
      ["output.weight", [LABELS, 36]],
      ["output.bias", [LABELS]],
    ]);
    expect(graph.dropoutMasks.map(({ name, rate }) => [name, rate])).toEqual([
      ["layer3AttentionDropout.mask", 0.3],
      ["layer3OutputDropout.mask", 0.3],
      ["layer4AttentionDropout.mask", 0.3],
      ["layer4OutputDropout.mask", 0.3],
      ["outputDropout.mask", 0.4],
    ]);
  });

  test("heads that do not divide the coefficients are refused", async () => {
    await expect(transformer.fit(series(0), params({ ...small, heads: 4 }), context)).rejects.toThrow(
      "expected x [row, frame, channel] with channels for 4 heads alike",
    );
  });
});
