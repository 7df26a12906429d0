import { describe, expect, test } from "vitest";
import { assertClose } from "../../test/assert-close.ts";
import { goldenSignal } from "../../test/golden-signals.ts";
import { recipeColumns } from "./columns.ts";
import { extractRecipe, parseRecipe, type Recipe } from "./recipe.ts";

const audio = { samples: goldenSignal("vowel", 6000, 16000), sampleRate: 16000 };
const recipeOf = (features: unknown, others: object = {}): Recipe =>
  parseRecipe("recipe", { features, ...others });

/** Numbers of a recipe by their names. */
function valuesOf(recipe: Recipe): Map<string, number> {
  const { data } = extractRecipe(audio, recipe);
  const columns = recipeColumns(recipe, audio);
  expect(columns.length).toBe(data.length);
  expect(new Set(columns.map(({ name }) => name)).size).toBe(data.length);
  return new Map(columns.map(({ name }, i) => [name, data[i]]));
}

describe("names find the numbers that they tell of", () => {
  const frames = valuesOf(recipeOf([{ id: "mfcc", params: { nMfcc: 4, deltas: 1 } }]));
  const rowOf = (name: string): number[] =>
    [...frames].flatMap(([key, value]) => (key.startsWith(`${name}_frame`) ? [value] : []));
  const meanOf = (values: readonly number[]): number =>
    values.reduce((sum, one) => sum + one, 0) / values.length;

  test("over time, and in parts", () => {
    const overTime = { functionals: ["max", "mean"], parts: [1, 3] };
    const values = valuesOf(recipeOf([{ id: "mfcc", params: { nMfcc: 4, deltas: 1 }, overTime }]));
    expect(values.size).toBe(8 * 2 * 4);
    const row = rowOf("mfcc3");
    expect(row.length).toBe(12);
    const expected = [meanOf(row), Math.max(...row), meanOf(row.slice(4, 8)), meanOf(rowOf("mfcc_delta0"))];
    const names = ["mfcc3_mean", "mfcc3_max", "mfcc3_mean_part2of3", "mfcc_delta0_mean"];
    assertClose(
      names.map((name) => values.get(name) ?? Number.NaN),
      expected,
      { relative: 1e-6 },
    );
  });

  test("of features that are flattened", () => {
    const values = valuesOf(
      recipeOf([
        { id: "mfcc", params: { nMfcc: 4, deltas: 1 } },
        { id: "pitch", overTime: {} },
      ]),
    );
    for (const name of ["mfcc2_frame1", "mfcc_delta3_frame12"])
      expect(values.get(name)).toBe(frames.get(name));
    expect(values.has("pitch_F0_mean")).toBe(true);
    expect([...values.keys()].at(-1)).toBe("pitch_probability_sd");
  });

  test("of features side by side, padded and cut off", () => {
    const features = [
      { id: "mfcc", params: { nMfcc: 3 } },
      { id: "lpcc", params: { nLpcc: 3 } },
    ];
    const beside = valuesOf(recipeOf(features));
    const alone = features.map((one) => valuesOf(recipeOf([one])));
    for (const [name, value] of [...alone[0], ...alone[1]]) expect(beside.get(name), name).toBe(value);
    const padded = valuesOf(recipeOf(features, { frames: 26 }));
    for (const [name, value] of beside) expect(padded.get(name), name).toBe(value);
    expect(padded.get("lpcc2_frame14")).toBe(0);
    const cut = valuesOf(recipeOf(features, { frames: 5 }));
    expect(cut.size).toBe(15);
    for (const [name, value] of cut) expect(beside.get(name), name).toBe(value);
  });
});

test("the same feature twice has different names", () => {
  const names = recipeColumns(
    recipeOf([
      { id: "mfcc", params: { nMfcc: 1 }, overTime: {} },
      { id: "mfcc", params: { nMfcc: 2 }, overTime: {} },
    ]),
    audio,
  ).map(({ name }) => name);
  expect(names).toEqual([
    "mfcc0_mean",
    "mfcc0_sd",
    "mfcc0_mean_feature2",
    "mfcc1_mean",
    "mfcc0_sd_feature2",
    "mfcc1_sd",
  ]);
});

test("units are those of the rows, and what functionals make of them", () => {
  const overTime = { functionals: ["mean", "skewness", "slope", "rising-slope"] };
  expect(
    recipeColumns(recipeOf([{ id: "spectral", params: { descriptors: ["centroid"] }, overTime }]), audio),
  ).toEqual([
    { name: "spectral_centroid_mean", unit: "Hz" },
    { name: "spectral_centroid_skewness", unit: null },
    { name: "spectral_centroid_slope", unit: "Hz/frame" },
    { name: "spectral_centroid_rising_slope_mean", unit: "Hz/s" },
    { name: "spectral_centroid_rising_slope_sd", unit: "Hz/s" },
  ]);
});

test.each([
  ["functionals", "mfcc1_mean", "modulation_bands16_range6"],
  ["w-mfcc-bands", "w_mfcc_bands_cA2_0_frame1", "w_mfcc_bands_cD1_12_frame12"],
  ["imf-stats", "imf_stats_share_of_the_energy_mode_1", "imf_stats_frequency_standard_deviation_residual"],
  ["chroma", "chroma_C_frame1", "chroma_B_frame12"],
  ["mel", "mel1_frame1", "mel128_frame12"],
])("%s begins with %s and ends with %s", (id, first, last) => {
  const names = recipeColumns(recipeOf([{ id }]), audio).map(({ name }) => name);
  expect([names[0], names.at(-1)]).toEqual([first, last]);
});
