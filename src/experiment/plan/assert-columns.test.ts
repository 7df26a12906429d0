import { expect, test } from "vitest";
import { parseLearner } from "../../learners/spec.ts";
import { assertColumns, goesBy } from "./assert-columns.ts";

const RIDGE = { recipe: {}, model: { id: "kernel-ridge" } };
const columns = new Map([
  ["a", { label: "x", sex: "female" }],
  ["b", { label: "y", speaker: "1" }],
  // tested only
  ["c", { label: "y", room: "hall" }],
]);
const keyOf = (clipId: string) => ({ clipId, copy: 0 });
const rows = [{ name: "fold-1", train: ["a", "b"].map(keyOf), test: [keyOf("c")], enrol: [] }];

function check(raw: object): void {
  assertColumns(goesBy([parseLearner("x.yaml", "own", raw, new Map())]), { rows }, columns);
}

test.each([
  [{ id: "normalise", by: "room", learner: RIDGE }, 'own: the normalise goes by the column "room"'],
  [
    { id: "align", by: "speakr", learner: RIDGE },
    "which no training clip has; expected one of label, sex, speaker",
  ],
  [{ id: "align", by: "speakr", learner: RIDGE }, 'Did you mean "speaker"?'],
  [
    { id: "majority-vote", members: [RIDGE, { id: "route", by: "take", branches: { 1: RIDGE, 2: RIDGE } }] },
    'own.members.1: the route goes by the column "take"',
  ],
])("%j goes by a column that no training clip has", (raw, message) => {
  expect(() => check(raw)).toThrow(message);
});

test("a column that some training clips have may be gone by", () => {
  check({ id: "normalise", learner: RIDGE });
  check({ id: "route", by: "sex", branches: { female: RIDGE, male: RIDGE } });
});
