import { expect, test } from "vitest";
import { parseParams } from "../../base/params.ts";
import { models } from "../../models/index.ts";
import { parseExperiment } from "../config/config.ts";
import { assertMemory, describeNeed, memoryNeeds } from "./memory.ts";

const TEXT = `corpus: { path: x }
learners:
  a: { recipe: {}, augment: [{ id: noise, copies: 2 }], model: { id: svm } }
  b: { recipe: {}, model: { id: kernel-ridge } }
  c: { recipe: {}, model: { id: mlp } }
`;

const STEPS = `corpus: { path: x }
learners:
  a:
    recipe: {}
    steps: [{ id: standardise }, { id: rfe }, { id: permutation-importance, params: { folds: 4 } }, { id: umap }]
    model: { id: knn }
`;

const NUMBERS = `corpus: { path: x.csv }
dimensions: [joy]
split: { protocol: speaker }
estimators:
  a: { recipe: { features: [{ id: functionals }] }, steps: [{ id: tsne }], regressor: { id: kernel-ridge } }
  b: { recipe: { features: [{ id: functionals }] }, regressor: { id: linear } }
`;

const rowsOf = (clips: number, copies: number) =>
  Array.from({ length: clips * (copies + 1) }, (_, i) => ({
    clipId: String(i % clips),
    copy: Math.floor(i / clips),
  }));

async function needsOf(clips: number, final: boolean, text = TEXT) {
  const experiment = { ...(await parseExperiment(text, "/lab/x.yaml")), final };
  const rows = [{ name: "fold-1", train: rowsOf(clips, 2), test: [], enrol: [] }];
  const truth = new Map(Array.from({ length: clips + 5 }, (_, i) => [String(i), "sad"] as const));
  return memoryNeeds({
    experiment,
    plan: { folds: [], rows, notes: [], apart: null, dropped: [], missing: [] },
    truth,
  });
}

test("the need is that of the largest fit, with its copies, of models that compare all rows", async () => {
  const needs = await needsOf(10, false);
  expect(needs.map(({ name, rows }) => [name, rows])).toEqual([
    ["a", 30],
    ["b", 10],
  ]);
  const withFinal = await needsOf(10, true);
  expect(withFinal.map(({ rows }) => rows)).toEqual([45, 15]);
});

function bytesOf(id: string, rows: number, params: object = {}): number {
  const model = models.find(id);
  return model.memoryBytes?.(rows, parseParams(`model ${id}`, model.params, params)) ?? 0;
}

test("20,000 rows of an SVM are the 1.6 GB of their products, twice where there are two labels, and a fold's", () => {
  expect(bytesOf("svm", 20_000)).toBe(4 * (2 * 20_000 ** 2 + 16_000 ** 2));
});

test("steps that compare rows have a need of their own", async () => {
  const needs = await needsOf(1000, false, STEPS);
  expect(needs.map(({ part, rows, bytes }) => [part, rows, bytes])).toEqual([
    ["rfe", 1000, 8e6],
    // a kernel ridge on three of four folds
    ["permutation-importance", 1000, 12 * 750 ** 2],
    ["umap", 1000, 8e6],
  ]);
});

test("a step that takes so many rows and no more is refused beforehand", async () => {
  const needs = await needsOf(10_001, false, STEPS);
  expect(() => assertMemory(needs, Number.MAX_VALUE)).toThrow(
    /^a: umap on 10001 rows; expected at most 10000 rows\. /,
  );
  expect(() =>
    assertMemory(
      needs.filter(({ part }) => part !== "umap"),
      Number.MAX_VALUE,
    ),
  ).not.toThrow();
});

test("estimators have needs as learners do", async () => {
  const needs = await needsOf(1000, true, NUMBERS);
  expect(needs.map(({ name, part, rows, bytes }) => [name, part, rows, bytes])).toEqual([
    ["a", "tsne", 1005, 8 * 1005 ** 2],
    ["a", "kernel-ridge", 1005, 12 * 1005 ** 2],
  ]);
});

test("a kernel ridge with landmarks compares all rows with these only", () => {
  expect(bytesOf("kernel-ridge", 100_000, { landmarks: 1000 })).toBeLessThan(5e8);
  expect(bytesOf("kernel-ridge", 500, { landmarks: 1000 })).toBe(bytesOf("kernel-ridge", 500));
});

test("what does not fit is refused in one sentence that names another way", async () => {
  const needs = await needsOf(10, false);
  expect(() => assertMemory(needs, 1e9)).not.toThrow();
  expect(() => assertMemory(needs)).not.toThrow();
  expect(() => assertMemory(needs, 100)).toThrow(
    /^a: svm on 30 rows needs 1 MB; expected at most 1 MB, half of the memory\. Take what .* such as mlp on functionals/,
  );
});

test("more rows than an array can hold the products of are refused whatever the memory", () => {
  for (const id of ["svm", "kernel-ridge"] as const) {
    const bytes = bytesOf(id, 66_000);
    const need = { name: "a", part: id, rows: 66_000, most: 100_000, bytes };
    expect(describeNeed(need)).toBe(`${id} on 66000 rows needs more than an array can hold`);
    expect(() => assertMemory([need], Number.MAX_VALUE)).toThrow(/more than an array can hold/);
  }
});
