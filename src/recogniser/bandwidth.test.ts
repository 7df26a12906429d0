import { expect, test } from "vitest";
import { fitToy } from "../../test/toy-recogniser.ts";
import { parseRecipe } from "../features/recipe.ts";
import { bandwidthWarning, heardHz } from "./bandwidth.ts";
import type { RecogniserInfo } from "./info.ts";

const { info } = await fitToy("vector", false);

function trained(rate: number, id: string, bandwidthHz?: number): RecogniserInfo {
  const recipe = parseRecipe("toy", { sampleRate: rate, features: [{ id }] });
  return {
    ...info,
    inputs: [{ from: "audio", name: "features", recipe, shape: [1] }],
    trainedOn: { ...info.trainedOn, ...(bandwidthHz === undefined ? {} : { bandwidthHz }) },
  };
}

test("a recogniser hears what its training held, its recipe keeps and its features take in", () => {
  expect(heardHz(trained(48_000, "mfcc"))).toBe(24_000);
  expect(heardHz(trained(48_000, "mfcc", 7800))).toBe(7800);
  expect(heardHz(trained(48_000, "functionals", 22_000))).toBe(12_000);
  expect(heardHz(trained(16_000, "functionals"))).toBe(8000);
});

test("less than that is warned of in one sentence, a little less is not", () => {
  const wide = trained(48_000, "functionals", 22_000);
  expect(bandwidthWarning(wide, 24_000)).toBeUndefined();
  expect(bandwidthWarning(wide, 11_025)).toBeUndefined();
  expect(bandwidthWarning(wide, 8000)).toMatch(
    /^the recording holds nothing above 8\.0 kHz, .* up to 12\.0 kHz: .*\.$/,
  );
  expect(bandwidthWarning(trained(48_000, "functionals", 3900), 4000)).toBeUndefined();
});
