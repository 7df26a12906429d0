import { expect, test } from "vitest";
import { ConfigError } from "../../base/errors.ts";
import { createRandom } from "../../base/random.ts";
import type { Clip } from "../../corpus/corpus.ts";
import { setAside } from "./set-aside.ts";

const clips = Array.from(
  { length: 12 },
  (_, i): Clip => ({ id: `c${i}`, path: "", corpus: "toy", speaker: `s${i % 3}` }),
);
const ids = (speaker: number) => clips.flatMap(({ id, speaker: own }) => (own === `s${speaker}` ? [id] : []));
const folds = [
  { name: "fold-1", train: ids(2), test: [...ids(0), ...ids(1)] },
  { name: "fold-2", train: [...ids(0), ...ids(1)], test: ids(2) },
];

test("so many clips of every tested speaker leave the test side, the same for one seed", () => {
  const [first, second] = setAside(folds, clips, 2, createRandom(1));
  expect(first.enrol?.filter((id) => ids(0).includes(id))).toHaveLength(2);
  expect(first.enrol?.filter((id) => ids(1).includes(id))).toHaveLength(2);
  expect([...first.test, ...(first.enrol ?? [])].toSorted()).toEqual([...folds[0].test].toSorted());
  expect(first.train).toEqual(folds[0].train);
  expect(second.enrol).toHaveLength(2);
  expect(setAside(folds, clips, 2, createRandom(1))[0].enrol).toEqual(first.enrol);
  expect(setAside(folds, clips, 2, createRandom(4))[0].enrol).not.toEqual(first.enrol);
});

test("fewer are the first of more, so that curves over their number compare like with like", () => {
  const [{ enrol: one = [] }] = setAside(folds.slice(1), clips, 1, createRandom(1));
  const [{ enrol: three = [] }] = setAside(folds.slice(1), clips, 3, createRandom(1));
  expect(three.slice(0, 1)).toEqual(one);
});

test("a speaker without a clip left, and a clip without a speaker, are named", () => {
  const all = () => setAside(folds, clips, 4, createRandom(1));
  expect(all).toThrow(ConfigError);
  expect(all).toThrow(
    "split.enrol: fold-1 tests 4 clips of the speaker s0; expected more than the 4 that are set aside.",
  );
  const nobody = () => setAside(folds, [], 1, createRandom(1));
  expect(nobody).toThrow("split.enrol: the speaker of the clip c0 is not known; expected it of all clips.");
});
