/** All features against their reference packages: golden values of tools/golden/{features,hht,lpc,praat,spectral,wavelets}.py. */
import { describe, expect, test } from "vitest";
import { assertClose } from "../../test/assert-close.ts";
import { goldenFiles } from "../../test/golden-features.ts";
import { features } from "./index.ts";
import { extractFeature } from "./recipe.ts";

/** Those with tolerances of their own are compared in tests of their own. */
const OTHERS = ["functionals.json", "encoder.json", "egemaps.json"];
const files = goldenFiles().filter(({ name }) => !OTHERS.includes(name));

for (const { name, versions, cases } of files) {
  const packages = Object.entries(versions).map((version) => version.join(" "));
  describe(`${name}: ${packages.join(", ")}`, () => {
    for (const { step, of, audio, shape, data } of cases) {
      test(`${JSON.stringify(step)} of ${of}`, () => {
        const feature = extractFeature(audio(), step);
        expect(feature.shape).toEqual(shape);
        assertClose(feature.data, data, { relative: 2e-6, absolute: 1e-12 });
      });
    }
  });
}

/** Files whose features share parameters. */
const FAMILIES = [
  ["features.json", "lpc.json", "spectral.json"],
  ["hht.json"],
  ["praat.json"],
  ["wavelets.json"],
];

for (const family of FAMILIES) {
  test(`every parameter has a golden value at another than its default: ${family.join(", ")}`, () => {
    const cases = files.filter(({ name }) => family.includes(name)).flatMap((file) => file.cases);
    const covered = new Set(cases.flatMap((one) => Object.keys(one.step.params)));
    const known = new Set(cases.flatMap((one) => Object.keys(features.find(one.step.id).params.shape)));
    expect(covered).toEqual(known);
  });
}

test("every file is in a family", () => {
  expect(files.map(({ name }) => name).toSorted()).toEqual(FAMILIES.flat().toSorted());
});

/**
 * Features of our own, which no other package computes: their tests say what they find in signals of known making, and how far
 * single series of them are from others'.
 */
const WITHOUT_REFERENCE = ["first-consonant", "wide"];

test("every feature that others compute has golden values", () => {
  const compared = new Set(goldenFiles().flatMap(({ cases }) => cases.map(({ step }) => step.id)));
  expect([...compared, ...WITHOUT_REFERENCE].toSorted()).toEqual(features.ids.toSorted());
});
