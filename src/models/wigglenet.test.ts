import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createClusters } from "../../test/clusters.ts";
import { runOnnx } from "../../test/run-model.ts";
import { parseParams } from "../base/params.ts";
import { exportNetwork } from "../engine/export.ts";
import { countParameters, initialWeights, trace } from "../engine/network.ts";
import { wigglenet, wigglenetNetwork } from "./wigglenet.ts";

const params = (raw: object) => parseParams("model wigglenet", wigglenet.params, raw);
const intended = { design: "intended", wiggle: "free", planes: 1, channels: 32, dropout: 0 } as const;

describe("wigglenet", () => {
  test("has the report's training by default", () => {
    expect(params({})).toMatchObject({ design: "intended", channels: 32, epochs: 19, batchSize: 4 });
  });

  test("fits a tiny set within seconds, in both designs", async () => {
    const data = createClusters([8, 24], 3, 24, { noise: 0.7 });
    for (const design of ["intended", "as-run"]) {
      const raw = { design, channels: 8, epochs: 12, learningRate: 0.005, dropout: 0.1 };
      const { onnx, history } = await wigglenet.fit(data, params(raw), { seed: 1, threads: 1 });
      expect(history[11].accuracy, design).toBeGreaterThan(0.9);
      const rows = data.y.length;
      const probabilities = await runOnnx(onnx, "features", "probabilities", data.x, [rows, 8, 24]);
      const right = Array.from(data.y).filter((label, row) => {
        const own = Array.from(probabilities.subarray(row * 3, row * 3 + 3));
        return own.indexOf(Math.max(...own)) === label;
      });
      expect(right.length / rows, design).toBeGreaterThan(0.9);
    }
  });

  test("the 3x1 branch is part of the intended design only", () => {
    const names = (design: "intended" | "as-run"): string[] =>
      trace(wigglenetNetwork([20, 99], 8, { ...intended, design }), 1, false).graph.parameters.map(
        (one) => one.name,
      );
    expect(names("intended")).toContain("tall.weight");
    expect(names("as-run")).not.toContain("tall.weight");
    expect(names("as-run").length).toBe(names("intended").length - 3);
  });

  test("has the parameters of its blocks", () => {
    const C = 32;
    const convolutions = 5 * 31 * C + 21 * C * C + 3 * C * C + 9 * C * C + 2 * C * C + 36 * C * C;
    const norms = 2 * (4 * C + 2 * 2 * C);
    const attentions = 2 * (2 * C * (C / 2) + C / 2 + (C / 2) * 2 * C + 2 * C);
    const output = 2 * C * 8 + 8;
    expect(countParameters(wigglenetNetwork([20, 990], 8, intended))).toBe(
      convolutions + norms + attentions + output,
    );
  });

  test("sees planes that lie below one another as channels of one image", () => {
    const { graph } = trace(wigglenetNetwork([24, 40], 3, { ...intended, planes: 3 }), 1, false);
    const shapes = new Map(graph.parameters.map(({ name, shape }) => [name, shape]));
    expect(shapes.get("wiggle.weight")).toEqual([32, 3, 5, 31]);
    expect(() => wigglenetNetwork([25, 40], 3, { ...intended, planes: 3 })).toThrow(
      "expected 3 planes, each of 4 coefficients x 8 frames or more; got [25, 40].",
    );
    expect(() => wigglenetNetwork([9, 40], 3, { ...intended, planes: 3 })).toThrow("got [9, 40].");
  });

  test("a wiggle filter of a shape learns the parameters of the shape alone, and the set as well", async () => {
    const names = (wiggle: "gabor" | "rbf"): string[] =>
      trace(wigglenetNetwork([20, 99], 8, { ...intended, wiggle }), 1, false)
        .graph.parameters.map(({ name }) => name)
        .filter((name) => name.startsWith("wiggle."));
    expect(names("gabor").sort()).toEqual(
      ["bandwidth", "crossBandwidth", "frequency", "orientation", "phase", "weight"].map(
        (one) => `wiggle.${one}`,
      ),
    );
    expect(names("rbf").sort()).toEqual(
      ["centreHeight", "centreWidth", "sharpness", "weight"].map((one) => `wiggle.${one}`),
    );
    const data = createClusters([8, 24], 3, 24, { noise: 0.7 });
    for (const wiggle of ["gabor", "rbf"]) {
      const raw = { wiggle, channels: 8, epochs: 12, learningRate: 0.005 };
      const { history } = await wigglenet.fit(data, params(raw), { seed: 1, threads: 1 });
      expect(history[11].accuracy, wiggle).toBeGreaterThan(0.9);
    }
  });

  test("left in training mode it goes by the clips that are answered together", async () => {
    const network = wigglenetNetwork([8, 24], 3, { ...intended, design: "left-in-training", channels: 4 });
    const onnx = exportNetwork(network, initialWeights(network, 1));
    const { x } = createClusters([8, 24], 3, 4, { noise: 0.7 });
    const answers = (rows: number) =>
      runOnnx(onnx, "features", "probabilities", x.slice(0, rows * 8 * 24), [rows, 8, 24]);
    const [alone, together] = [await answers(1), await answers(4)];
    expect(Math.abs(alone[0] - together[0])).toBeGreaterThan(1e-4);
  });

  test("takes images of any size from 4x8 and any number of channels", () =>
    fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 4, max: 21 }),
        fc.integer({ min: 8, max: 70 }),
        fc.integer({ min: 4, max: 9 }),
        async (coefficients, frames, channels) => {
          const network = wigglenetNetwork([coefficients, frames], 3, { ...intended, channels });
          const onnx = exportNetwork(network, initialWeights(network, 1));
          const dims = [2, coefficients, frames];
          const x = new Float32Array(2 * coefficients * frames).fill(1);
          const probabilities = await runOnnx(onnx, "features", "probabilities", x, dims);
          expect(probabilities.length).toBe(6);
          expect(probabilities.every(Number.isFinite)).toBe(true);
        },
      ),
      { numRuns: 10, seed: 20260726 },
    ));

  test("smaller images and vectors are refused by the first layer's name", () => {
    for (const [shape, shown] of [
      [[3, 8], "[3, 8]"],
      [[4, 7], "[4, 7]"],
      [[100], "[100]"],
    ] as const) {
      expect(() => wigglenetNetwork(shape, 8, intended)).toThrow(
        `layer wiggle (conv2d): expected an image of 4 coefficients x 8 frames or more; got ${shown}.`,
      );
    }
  });
});
