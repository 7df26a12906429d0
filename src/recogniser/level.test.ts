import { expect, test } from "vitest";
import { fitToy } from "../../test/toy-recogniser.ts";
import { parseRecipe } from "../features/recipe.ts";
import type { RecogniserInfo } from "./info.ts";
import { levelWarning } from "./level.ts";

const { info } = await fitToy("vector", false);
const trained: RecogniserInfo = {
  ...info,
  trainedOn: { ...info.trainedOn, levelDb: { low: -40, high: -20 } },
};

test("a recording far below or above the levels of the training is warned of, a little beyond is not", () => {
  expect(levelWarning(trained, -45)).toBeUndefined();
  expect(levelWarning(trained, -15)).toBeUndefined();
  expect(levelWarning(trained, -47)).toMatch(
    /^the recording is softer \(-47 dBFS\) .* \(-40 dBFS to -20 dBFS\): .*\.$/,
  );
  expect(levelWarning(trained, -13)).toMatch(/^the recording is louder \(-13 dBFS\) /);
});

test("nothing is said where levels were not recorded, or recordings are brought to one", () => {
  expect(levelWarning(info, -100)).toBeUndefined();
  const recipe = parseRecipe("toy", { sampleRate: 16_000, levelDb: -25, features: [{ id: "mfcc" }] });
  const levelled: RecogniserInfo = {
    ...trained,
    inputs: [{ from: "audio", name: "features", recipe, shape: [1] }],
  };
  expect(levelWarning(levelled, -100)).toBeUndefined();
});
