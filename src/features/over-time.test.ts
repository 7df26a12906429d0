import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { assertClose } from "../../test/assert-close.ts";
import golden from "../../test/golden/spectral.json" with { type: "json" };
import { goldenSignal, lcgNoise } from "../../test/golden-signals.ts";
import { ConfigError } from "../base/errors.ts";
import { parseParams } from "../base/params.ts";
import type { Feature } from "./feature.ts";
import { type OverTime, overTime as overTimeOf, overTimeSchema } from "./over-time.ts";
import { axesOf, extractRecipe, parseRecipe } from "./recipe.ts";

const image = (rows: number, values: ArrayLike<number>): Feature => ({
  axes: ["coefficient", "frame"],
  shape: [rows, values.length / rows],
  data: Float32Array.from(values),
});
const parse = (raw: unknown) => parseParams("overTime", overTimeSchema, raw);
const overTime = (feature: Feature, settings: OverTime): Feature => overTimeOf(feature, settings, null);

describe("against numpy 2.4 and scipy 1.17", () => {
  for (const { functionals, parts, frames, data } of golden.overTime) {
    test(`${functionals.join(", ")} of ${parts.join(" and ")} parts`, () => {
      const feature = image(3, lcgNoise(3 * frames, 5));
      const result = overTime(feature, parse({ functionals, parts }));
      expect(result).toMatchObject({ axes: ["descriptor"], shape: [data.length] });
      assertClose(result.data, data, { relative: 2e-6 });
    });
  }
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

test("short clips still fill all parts, of one frame at least", () => {
  const { data } = overTime(image(1, [7, 8, 9]), parse({ functionals: ["mean"], parts: [5] }));
  expect([...data]).toEqual([7, 7, 8, 8, 9]);
});

test("seconds are those of the frames; where frames are no places in time there are none", () => {
  const settings = { functionals: ["peaks-per-second"] };
  const step = (id: string) => parseRecipe("recipe", { features: [{ id, overTime: settings }] });
  const audio = { samples: goldenSignal("vowel", 16000, 16000), sampleRate: 16000 };
  const { shape, data } = extractRecipe(audio, parseRecipe("recipe", { features: [{ id: "mfcc" }] }));
  const peaksOf = (row: number): number => {
    const values = data.subarray(row * shape[1], (row + 1) * shape[1]);
    return values.filter((value, i) => value > values[i - 1] && value > values[i + 1]).length;
  };
  const counts = Float64Array.from({ length: 20 }, (_, row) => (peaksOf(row) / shape[1]) * (16000 / 512));
  assertClose(extractRecipe(audio, step("mfcc")).data, counts, { relative: 1e-6 });
  expect(() => extractRecipe(audio, step("w-mfcc"))).toThrow(
    "feature w-mfcc: the frames are no places in time: there is no number per second or in seconds.",
  );
});

test("a recipe joins features over time with others, whatever the clip's length", () => {
  const recipe = parseRecipe("recipe", {
    features: [
      { id: "mfcc", overTime: { functionals: ["p50", "slope"], parts: [1, 3] } },
      { id: "pitch", params: { unvoiced: "interpolate" }, overTime: {} },
      { id: "mfcc", overTime: {} },
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
      { id: "functionals", overTime: {} },
      "recipe.features.0: feature functionals: overTime: the feature is [descriptor]",
    ],
    [
      { id: "mfcc", overTime: { functionals: ["median"] } },
      "recipe: features.0.overTime.functionals.0: expected one of clear-falling-slope, clear-peaks-per-second,",
    ],
    [
      { id: "mfcc", overTime: { functionals: ["segments"] } },
      "recipe: features.0.overTime.functionals.0: expected one of",
    ],
    [{ id: "mfcc", overTime: { parts: [0] } }, "recipe: features.0.overTime.parts.0: too small"],
  ])("%j", (step, message) => {
    expect(() => parseRecipe("recipe", { features: [step] })).toThrow(ConfigError);
    expect(() => parseRecipe("recipe", { features: [step] })).toThrow(message);
  });
});
