import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { assertClose } from "../../test/assert-close.ts";
import golden from "../../test/golden/spectral.json" with { type: "json" };
import { goldenSignal, lcgNoise } from "../../test/golden-signals.ts";
import { ConfigError } from "../base/errors.ts";
import { parseParams } from "../base/params.ts";
import type { Feature } from "./feature.ts";
import { FUNCTIONALS, overTime, overTimeSchema } from "./over-time.ts";
import { axesOf, extractRecipe, parseRecipe } from "./recipe.ts";

const image = (rows: number, values: ArrayLike<number>): Feature => ({
  axes: ["coefficient", "frame"],
  shape: [rows, values.length / rows],
  data: Float32Array.from(values),
});
const parse = (raw: unknown) => parseParams("overTime", overTimeSchema, raw);

describe("against numpy 2.4 and scipy 1.17", () => {
  for (const { functionals, parts, frames, data } of golden.overTime) {
    test(`${functionals.join(", ")} of ${parts.join(" and ")} parts`, () => {
      const feature = image(3, lcgNoise(3 * frames, 5));
      const result = overTime(feature, parse({ functionals, parts }));
      expect(result).toMatchObject({ axes: ["descriptor"], shape: [data.length] });
      assertClose(result.data, data, { relative: 2e-6 });
    });
  }
  test("every functional has a golden value", () => {
    expect(new Set(golden.overTime.flatMap(({ functionals }) => functionals))).toEqual(new Set(FUNCTIONALS));
  });
});

test("the order is part, functional, row", () => {
  const feature = image(2, [1, 2, 3, 4, 10, 20, 30, 40]);
  const { data } = overTime(feature, parse({ functionals: ["max", "mean"], parts: [2, 1] }));
  expect([...data]).toEqual([2, 20, 1.5, 15, 4, 40, 3.5, 35, 4, 40, 2.5, 25]);
});

test("the octaves of modulation add to the variance, and a wave lies in its own", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1, maxLength: 40 }),
      (values) => {
        const { data } = overTime(image(1, values), parse({ functionals: ["sd", "modulation"] }));
        const power = data.subarray(1).reduce((sum, rms) => sum + rms * rms, 0);
        assertClose([Math.sqrt(power)], [data[0]], { relative: 1e-5, absolute: 1e-3 });
      },
    ),
    { seed: 1 },
  );
  const wave = Float64Array.from({ length: 200 }, (_, t) => Math.SQRT2 * Math.sin((2 * Math.PI * t) / 10));
  const { data } = overTime(image(1, wave), parse({ functionals: ["modulation"] }));
  assertClose(data, [0, 0, 0, 1, 0, 0], { absolute: 1e-5 });
});

test("one frame, and constant rows, have no spread; short clips still fill all parts", () => {
  const all = parse({ functionals: [...FUNCTIONALS], parts: [5] });
  for (const values of [[7], [7, 7, 7]]) {
    const { data } = overTime(image(1, values), all);
    expect(data.length).toBe(5 * (FUNCTIONALS.length + 5));
    expect(new Set(data)).toEqual(new Set([0, 7]));
  }
});

test("a recipe joins features over time with others, whatever the clip's length", () => {
  const recipe = parseRecipe("recipe", {
    features: [
      { id: "mfcc", overTime: { functionals: ["p50", "slope"], parts: [1, 3] } },
      { id: "pitch", params: { unvoiced: "interpolate" }, overTime: {} },
      { id: "mfcc-stats" },
    ],
  });
  expect(recipe.features.map((step) => axesOf(step))).toEqual([
    ["descriptor"],
    ["descriptor"],
    ["descriptor"],
  ]);
  expect(axesOf({ id: "mel", params: {} })).toEqual(["band", "frame"]);
  for (const n of [3000, 9000]) {
    const feature = extractRecipe({ samples: goldenSignal("vowel", n, 16000), sampleRate: 16000 }, recipe);
    expect(feature.shape).toEqual([20 * 2 * 4 + 3 * 2 + 40]);
    assertClose(
      feature.data.subarray(-40),
      extractRecipe(
        { samples: goldenSignal("vowel", n, 16000), sampleRate: 16000 },
        parseRecipe("recipe", { features: [{ id: "mfcc", overTime: {} }] }),
      ).data,
      { relative: 1e-6 },
    );
  }
});

describe("what does not fit is refused", () => {
  test.each([
    [
      { id: "mfcc-stats", overTime: {} },
      "recipe.features.0: feature mfcc-stats: overTime: the feature is [descriptor]",
    ],
    [
      { id: "mfcc", overTime: { functionals: ["median"] } },
      "recipe: features.0.overTime.functionals.0: invalid option",
    ],
    [{ id: "mfcc", overTime: { parts: [0] } }, "recipe: features.0.overTime.parts.0: too small"],
  ])("%j", (step, message) => {
    expect(() => parseRecipe("recipe", { features: [step] })).toThrow(ConfigError);
    expect(() => parseRecipe("recipe", { features: [step] })).toThrow(message);
  });
});
