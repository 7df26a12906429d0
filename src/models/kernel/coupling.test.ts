import fc from "fast-check";
import { expect, test } from "vitest";
import { assertClose } from "../../../test/assert-close.ts";
import golden from "../../../test/golden/kernel-models.json" with { type: "json" };
import { runOnnx } from "../../../test/run-model.ts";
import { OnnxBuilder } from "../../engine/onnx/builder.ts";
import { addCoupling } from "./coupling.ts";

function couplingGraph(labels: number): Uint8Array {
  const pairs = (labels * (labels - 1)) / 2;
  const onnx = new OnnxBuilder("coupling");
  const p = addCoupling(onnx, onnx.input("r", ["n", pairs]), labels);
  onnx.node("Identity", [p], {}, "p");
  onnx.output("p", ["n", labels]);
  return onnx.toBytes();
}

function couple(pairs: Float32Array, labels: number): Promise<Float32Array> {
  const width = (labels * (labels - 1)) / 2;
  return runOnnx(couplingGraph(labels), "r", "p", pairs, [pairs.length / width, width]);
}

test("60 rows of 28 pairs: the exact minimiser, and LIBSVM's within its stopping tolerance", async () => {
  const p = await couple(Float32Array.from(golden.coupling.pairs), 8);
  assertClose(p, golden.coupling.exact, { absolute: 2e-6 });
  assertClose(p, golden.coupling.libsvm, { absolute: 2e-3 });
});

test("pairs that agree with some p give that p back", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.double({ min: 0.01, max: 1, noNaN: true }), { minLength: 2, maxLength: 7 }),
      async (weights) => {
        const total = weights.reduce((sum, weight) => sum + weight, 0);
        const pairs: number[] = [];
        weights.forEach((first, i) => {
          for (const second of weights.slice(i + 1)) pairs.push(first / (first + second));
        });
        const p = await couple(Float32Array.from(pairs), weights.length);
        assertClose(
          p,
          weights.map((weight) => weight / total),
          { absolute: 1e-5 },
        );
      },
    ),
    { numRuns: 20, seed: 1 },
  );
});

test("the file of many labels holds their square, not that of their pairs", () => {
  expect(couplingGraph(60).length).toBeLessThan(500_000);
});

test("certain pairs give certain labels, cycles an even share", async () => {
  assertClose(await couple(Float32Array.of(1, 1, 1), 3), [1, 0, 0], { absolute: 1e-6 });
  assertClose(await couple(Float32Array.of(1, 0, 1), 3), [1 / 3, 1 / 3, 1 / 3], { absolute: 1e-6 });
  expect(Array.from(await couple(Float32Array.of(0), 2))).toEqual([0, 1]);
});
