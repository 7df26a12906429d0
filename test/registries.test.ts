/** The registries keep what their entries are: the compiler knows ids and parameters, and modules are sorted by kind. */
import { expect, expectTypeOf, test } from "vitest";
import { z } from "zod";
import { augmentations } from "../src/augment/index.ts";
import { corpora } from "../src/corpus/index.ts";
import { createDataset } from "../src/dataset/dataset.ts";
import { splits } from "../src/dataset/split/index.ts";
import { defineFeature } from "../src/features/feature.ts";
import { features } from "../src/features/index.ts";
import { extractFeature, parseRecipe } from "../src/features/recipe.ts";
import { learners } from "../src/learners/index.ts";
import { metrics } from "../src/metrics/index.ts";
import { numberMetrics } from "../src/metrics/numbers/index.ts";
import { models } from "../src/models/index.ts";
import type { Model } from "../src/models/model.ts";
import { plottable } from "../src/plot/index.ts";
import { regressors } from "../src/regressors/index.ts";
import { steps as stepRegistry } from "../src/steps/index.ts";

const train = createDataset({
  clipIds: ["a", "b"],
  shape: [1],
  x: Float32Array.of(0, 1),
  labels: ["calm", "sad"],
  y: Int32Array.of(0, 1),
});

test("an id that no entry has is refused by the compiler", () => {
  // @ts-expect-error
  expect(() => models.get("no-such-model")).toThrow("unknown");
  // @ts-expect-error
  expect(() => features.get("mffc")).toThrow("unknown");
  // @ts-expect-error
  expect(() => augmentations.get("reverb")).toThrow("unknown");
  // @ts-expect-error
  expect(() => corpora.get("iemocap")).toThrow("unknown");
  // @ts-expect-error
  expect(() => splits.get("speakers")).toThrow("unknown");
  // @ts-expect-error
  expect(() => stepRegistry.get("lda")).toThrow("unknown");
  // @ts-expect-error
  expect(() => metrics.get("f1")).toThrow("unknown");
  // @ts-expect-error
  expect(() => learners.get("stacking")).toThrow("unknown");
});

test("parameters of another type, or misspelt, are refused by the compiler", async () => {
  const svm = models.get("svm");
  expectTypeOf(svm.id).toEqualTypeOf<"svm">();
  expectTypeOf(svm.params.parse({}).kernel).toEqualTypeOf<"poly" | "linear" | "rbf">();
  const params = svm.params.decode({ kernel: "linear" });
  // @ts-expect-error: no number
  expect(() => svm.params.decode({ kernel: 42 })).toThrow();
  // @ts-expect-error: kernel
  expect(() => svm.params.decode({ kernl: "rbf" })).toThrow();
  // @ts-expect-error: no number
  await svm.fit(train, { ...params, kernel: 42 }, { seed: 1 }).catch(() => undefined);
  // @ts-expect-error: kernel
  await svm.fit(train, { ...params, kernl: "rbf" }, { seed: 1 }).catch(() => undefined);
  // @ts-expect-error: parameters are missing
  await svm.fit(train, { kernel: "rbf" }, { seed: 1 }).catch(() => undefined);
});

test("entries have their own types", () => {
  expectTypeOf(features.get("mfcc").params.parse({}).nMfcc).toEqualTypeOf<number>();
  expectTypeOf(augmentations.get("speed").id).toEqualTypeOf<"speed">();
  expectTypeOf(corpora.get("ravdess").id).toEqualTypeOf<"ravdess">();
  expectTypeOf(splits.get("speaker").id).toEqualTypeOf<"speaker">();
  expectTypeOf(stepRegistry.get("pca").params.parse({}).whiten).toEqualTypeOf<boolean>();
  expectTypeOf(metrics.get("uar").id).toEqualTypeOf<"uar">();
  const members = ["a", "b"].map((name) => ({ id: "recogniser", name }));
  expectTypeOf(learners.get("majority-vote").params.parse({ members }).tieBreaker).toEqualTypeOf<
    string | string[] | null
  >();
  expectTypeOf(models.get("mlp").network).toBeFunction();
  // @ts-expect-error: no network
  expect(models.get("svm").network).toBeUndefined();
  expectTypeOf(models.find("svm")).toEqualTypeOf<Model>();
});

test("every entry says its kind", () => {
  const registries = [
    ...[features, models, augmentations, corpora, splits, stepRegistry, metrics, learners],
    ...[regressors, numberMetrics],
  ];
  expect(registries.map(({ kind }) => kind)).toEqual([
    "feature",
    "model",
    "augmentation",
    "corpus",
    "split",
    "step",
    "metric",
    "learner",
    "regressor",
    "number-metric",
  ]);
  for (const { kind, list } of registries) {
    for (const entry of list) expect(entry.kind, entry.id).toBe(kind);
  }
});

test("a feature of one's own is taken by recipes and pictures", () => {
  const peak = defineFeature({
    id: "peak",
    summary: "greatest magnitude",
    source: "none",
    params: z.strictObject({ gain: z.number().default(1).describe("factor") }),
    axes: ["descriptor"],
    extract: ({ samples }, { gain }) => ({
      axes: ["descriptor"],
      shape: [1],
      data: Float32Array.of(gain * Math.max(...samples.map(Math.abs))),
    }),
  });
  const raw = { features: [{ id: "peak", params: { gain: 2 } }] };
  expect(() => parseRecipe("recipe", raw)).toThrow('recipe.features.0.id: feature "peak" is unknown');
  features.register(peak);
  const { features: steps } = parseRecipe("recipe", raw);
  const audio = { samples: Float32Array.of(0.25, -0.5), sampleRate: 8000 };
  expect([...extractFeature(audio, steps[0]).data]).toEqual([1]);
  expect(plottable().find("peak")).toBe(peak);
});
