import fc from "fast-check";
import { expect, test } from "vitest";
import { compileValues } from "../../../test/evaluate.ts";
import { Graph } from "../../engine/graph.ts";
import { assertImage, coefficientRanges } from "./image.ts";

test("ranges are the parts of the unrolled image, in order, and differ by one coefficient at most", () =>
  fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 6 }),
      fc.integer({ min: 0, max: 9 }),
      fc.integer({ min: 1, max: 5 }),
      async (count, more, frames) => {
        const coefficients = count + more;
        const image = new Graph(1, false).leaf("image", [1, coefficients, frames]);
        const ranges = coefficientRanges(image, count);
        const lengths = ranges.map(({ shape }) => shape[1]);
        expect(Math.max(...lengths) - Math.min(...lengths)).toBeLessThanOrEqual(1);
        const unrolled = Float32Array.from({ length: coefficients * frames }, (_, i) => i);
        const parts = await (await compileValues(ranges))({ image: unrolled });
        expect(parts.flatMap((part) => [...part])).toEqual([...unrolled]);
      },
    ),
    { numRuns: 15, seed: 20260726 },
  ));

test("what is no image, or has too few coefficients, is refused", () => {
  expect(() => assertImage("resnet1d", [1, 1])).not.toThrow();
  expect(() => assertImage("resnet1d", [40])).toThrow(
    "layer input (resnet1d): expected an image [coefficient, frame]; got [40].",
  );
  expect(() => assertImage("multimodal-mlp", [2, 9], 3)).toThrow(
    "layer input (multimodal-mlp): expected an image [coefficient, frame] of 3 coefficients or more; got [2, 9].",
  );
});
