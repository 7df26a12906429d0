import { expect, test } from "vitest";
import { ConfigError } from "../base/errors.ts";
import { parseLearner } from "./spec.ts";

const RECOGNISER = {
  recipe: { frames: 5, features: [{ id: "egemaps-series" }] },
  model: { id: "kernel-ridge" },
};

const parse = (given: object) =>
  parseLearner(
    "learners.few",
    "few",
    { id: "eliminate-rows", rows: ["x", "y"], keep: 2, ...given },
    new Map(),
  );

test.each([
  [
    { learner: { id: "majority-vote", members: [RECOGNISER, RECOGNISER] } },
    "learners.few.learner: expected a recogniser, whose rows can be chosen; got majority-vote.",
  ],
  [
    {
      learner: RECOGNISER,
      candidates: [RECOGNISER, { id: "majority-vote", members: [RECOGNISER, RECOGNISER] }],
    },
    "learners.few.candidates.1: expected a recogniser, whose rows can be chosen; got majority-vote.",
  ],
  [
    {
      learner: RECOGNISER,
      candidates: [
        { name: "x", ...RECOGNISER },
        { name: "x", ...RECOGNISER },
      ],
    },
    "learners.few: two members have the name x; expected different names.",
  ],
  [
    { learner: RECOGNISER, keep: 3 },
    "learners.few.keep: expected at most 2, the rows to choose from; got 3.",
  ],
  [
    { learner: RECOGNISER, keep: 1, subsets: 4 },
    "learners.few.subsets: subsets of 2 to 5 rows need keep to be at least 2; got 1.",
  ],
])("what cannot be chosen so is refused: %j", (given, message) => {
  expect(() => parse(given)).toThrow(ConfigError);
  expect(() => parse(given)).toThrow(message);
});
