/** Exported networks: as Python's onnxruntime runs them, in operators that runtimes of today know. */
import { describe, expect, test } from "vitest";
import { assertClose } from "../../test/assert-close.ts";
import golden from "../../test/golden/exports.json" with { type: "json" };
import {
  EXPORTED,
  hashedFeatures,
  hashedFrames,
  networkOf,
  trainedWeights,
} from "../../test/golden-networks.ts";
import { runOnnx } from "../../test/run-model.ts";
import { exportNetwork } from "../engine/export.ts";
import { decodeModel } from "../engine/onnx/builder.ts";
import { models } from "./index.ts";
import { isNetworkModel } from "./network-model.ts";

const inPython = new Map(Object.entries(golden.probabilities));

test("every network model is exported, and every export has run in Python", () => {
  const networks = models.list.filter(isNetworkModel).map(({ id }) => id);
  expect(new Set(Object.values(EXPORTED).map(({ model }) => model))).toEqual(new Set(networks));
  expect(new Set(inPython.keys())).toEqual(new Set(Object.keys(EXPORTED)));
});

for (const [name, one] of Object.entries(EXPORTED)) {
  describe(name, () => {
    const network = networkOf(one);
    const onnx = exportNetwork(network, trainedWeights(network));

    test("answers as in Python, in batches and row by row", async () => {
      const { rows } = golden;
      const features = hashedFeatures(one.shape, rows);
      const expected = inPython.get(name) ?? [];
      const frames = hashedFrames(one.shape, rows);
      const run = (x: Float32Array, shape: number[], real: Int32Array) =>
        runOnnx(onnx, "features", "probabilities", x, shape, real);
      const all = await run(features, [rows, ...one.shape], frames);
      assertClose(all, expected, { absolute: 1e-5 });
      const width = features.length / rows;
      const last = features.subarray((rows - 1) * width);
      const alone = await run(last, [1, ...one.shape], frames.subarray(rows - 1));
      assertClose(alone, expected.slice((rows - 1) * one.labels), { absolute: 1e-5 });
      // Rows differ by far more than that.
      expect(Math.max(...all.map((p, i) => Math.abs(p - all[i % one.labels])))).toBeGreaterThan(1e-3);
    });

    test("needs an operator set of 17 to 21, and normalises only what no product comes before", () => {
      const { opsetImport, graph } = decodeModel(onnx);
      expect(opsetImport.map(({ domain }) => domain)).toEqual([""]);
      expect(Number(opsetImport[0].version)).toBeGreaterThanOrEqual(17);
      expect(Number(opsetImport[0].version)).toBeLessThanOrEqual(21);
      const norms = graph?.node.filter(({ opType }) => opType === "BatchNormalization") ?? [];
      const before = norms.map(
        ({ input }) => graph?.node.find(({ output }) => output[0] === input[0])?.opType ?? input[0],
      );
      const expected = new Map([
        ["timnet", ["features"]],
        ["transformer", ["Concat"]],
      ]);
      expect(before).toEqual(expected.get(one.model) ?? []);
    });
  });
}
