import { expect, test } from "vitest";
import { ConfigError } from "../base/errors.ts";
import { createRandom } from "../base/random.ts";
import type { Rows } from "../dataset/rows.ts";
import { halvingRounds } from "./search/halving.ts";
import { drawSettings, gridOf, spaceSchema, withSettings } from "./search/settings.ts";
import { parseLearner, walk } from "./spec.ts";

const RIDGE = { recipe: { features: [{ id: "functionals" }] }, model: { id: "kernel-ridge" } };
const parse = (given: object) =>
  parseLearner("learners.tuned", "tuned", { id: "tune", learner: RIDGE, ...given }, new Map());

test("a grid has every combination, the last field varying fastest", () => {
  expect(gridOf("space", { a: [1, 2], b: ["x", "y"] })).toEqual([
    { a: 1, b: "x" },
    { a: 1, b: "y" },
    { a: 2, b: "x" },
    { a: 2, b: "y" },
  ]);
  const range = spaceSchema.parse({ a: { from: 0, to: 1 } });
  expect(() => gridOf("space", range)).toThrow("space.a: a grid needs a list of values; got a range.");
  const many = Array.from({ length: 101 }, (_, i) => i);
  expect(() => gridOf("space", { a: many, b: many })).toThrow("more than 1000 settings");
});

test("draws are different, within their ranges, on their scales, and the same for a seed", () => {
  const space = spaceSchema.parse({
    alpha: { from: 0.001, to: 1, scale: "log" },
    k: { from: 10, to: 20, whole: true },
    kernel: ["rbf", "linear"],
  });
  const drawn = drawSettings(space, 300, createRandom(5));
  expect(drawn).toEqual(drawSettings(space, 300, createRandom(5)));
  expect(drawn).not.toEqual(drawSettings(space, 300, createRandom(6)));
  expect(new Set(drawn.map((one) => JSON.stringify(one))).size).toBe(300);
  const alphas = drawn.map(({ alpha }) => Number(alpha));
  expect(Math.min(...alphas)).toBeGreaterThanOrEqual(0.001);
  expect(Math.max(...alphas)).toBeLessThanOrEqual(1);
  // a third of the draws per factor of ten
  const low = alphas.filter((alpha) => alpha < 0.01).length;
  expect(low).toBeGreaterThan(75);
  expect(low).toBeLessThan(125);
  expect(new Set(drawn.map(({ k }) => k))).toEqual(new Set([10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20]));
});

test("a space of few values is drawn once each", () => {
  expect(drawSettings({ a: [1, 2], b: [3] }, 20, createRandom(1))).toHaveLength(2);
});

test("fields of a learner are replaced where they are", () => {
  const learner = {
    steps: [{ id: "standardise" }, { id: "pca", params: { dimensions: 5 } }],
    model: { id: "svm", params: {} },
  };
  expect(
    withSettings("space", learner, {
      "steps.1.params.dimensions": 9,
      "model.params.C": 3,
      model: { id: "mlp" },
    }),
  ).toEqual({
    steps: [{ id: "standardise" }, { id: "pca", params: { dimensions: 9 } }],
    model: { id: "mlp" },
  });
  expect(() => withSettings("space", learner, { "steps.2.id": "vq" })).toThrow(
    "space.steps.2.id: there is no item 2; expected a number from 0 to 1.",
  );
  expect(() => withSettings("space", learner, { "model.id.x": 1 })).toThrow("nothing is inside of");
  expect(learner.steps[1].params?.dimensions).toBe(5);
});

test("the candidates are learners with all that they need, and reading them again changes nothing", () => {
  const spec = parse({
    space: { "model.params.alpha": [0.1, 1], "recipe.features": [[{ id: "egemaps" }], [{ id: "wide" }]] },
    method: "grid",
  });
  const leaves = walk(spec).filter(({ id }) => id === "recogniser");
  expect(leaves.map(({ name }) => name)).toEqual([
    "tuned.learner",
    "tuned.learner.1",
    "tuned.learner.2",
    "tuned.learner.3",
    "tuned.learner.4",
  ]);
  expect(leaves.slice(1).map(({ model }) => model)).toMatchObject(
    [0.1, 0.1, 1, 1].map((alpha) => ({ params: { alpha } })),
  );
  expect(parseLearner("again", "tuned", spec, new Map())).toEqual(spec);
});

test.each([
  [{ space: { "model.params.alpha": [-1] } }, "learners.tuned.space.model kernel-ridge: alpha"],
  [{ space: { "model.params.alhpa": [1] } }, 'the key "alhpa" is unknown'],
  [{ space: {} }, "expected at least one field to vary"],
  [{ space: { a: { from: 2, to: 1 } } }, "expected from to be less than to"],
  [{ space: { a: { from: 0, to: 1, scale: "log" } } }, "above 0 on a log scale"],
  [{ space: { "model.params.alpha": [1] }, metric: "luck" }, 'metric: metric "luck" is unknown'],
])("what cannot be tried is refused before anything is trained: %j", (given, message) => {
  expect(() => parse(given)).toThrow(ConfigError);
  expect(() => parse(given)).toThrow(message);
});

test("halving begins with few clips of every label, each a part of the next", () => {
  const keys = Array.from({ length: 240 }, (_, i) => ({ clipId: `clip-${i}`, copy: 0 }));
  const columns = new Map(keys.map(({ clipId }, i) => [clipId, { label: i % 4 === 0 ? "calm" : "angry" }]));
  const rows: Rows = { keys, columns, target: "label", labels: ["angry", "calm"], normalised: null };
  const sizes = (rounds: readonly Rows[]) => rounds.map((round) => round.keys.length);
  const rounds = halvingRounds(rows, 9, 2, 1);
  expect(sizes(rounds)).toEqual([27, 80, 240]);
  const [few, more] = rounds.map((round) => new Set(round.keys.map(({ clipId }) => clipId)));
  expect([...few].every((id) => more.has(id))).toBe(true);
  expect([...few].filter((id) => columns.get(id)?.label === "calm")).toHaveLength(7);
  expect(sizes(halvingRounds(rows, 2, 2, 1))).toEqual([240]);
  // seven calm clips are too few for five inner folds
  expect(sizes(halvingRounds(rows, 9, 5, 1))).toEqual([80, 240]);
});
