import { expect, test } from "vitest";
import { createPredictions } from "../dataset/predictions-table.ts";
import { eliminate } from "./eliminate.ts";

/** Says "a" or "b" of every clip with certainty, the clips turned by `turn` places: answers are matched by id. */
function answers(said: string, turn = 0) {
  const order = [...said].map((_, i) => (i + turn) % said.length);
  return createPredictions({
    source: "candidate",
    labels: ["a", "b"],
    clipIds: order.map((i) => `clip${i}`),
    probabilities: Float32Array.from(order.flatMap((i) => (said[i] === "a" ? [1, 0] : [0, 1]))),
  });
}

const truthOf = (said: string) => new Map([...said].map((one, i) => [`clip${i}`, one === "a" ? 0 : 1]));

test("the most accurate first, then the least agreement over accuracy with the closest of those picked", () => {
  const candidates = [
    answers("aaaaaabbba"), // right on 8
    answers("aaaaabbbba", 3), // right on 9: picked first
    answers("aaabbbbbbb", 7), // right on 8
    answers("bbbbbbbbbb"), // right on 5
    answers("bbbbbaaaaa"), // never right: last
  ];
  // With the first pick, 0 agrees on 9 (9/8), 2 on 7 (7/8), 3 on 4 (4/5): 3 is second. With 3, 0 agrees on 3 only, 2 on 7;
  // but 0 is still as close to the first pick as it was.
  const truth = truthOf("aaaaabbbbb");
  expect(eliminate(candidates, truth, 5)).toEqual([1, 3, 2, 0, 4]);
  expect(eliminate(candidates, truth, 2)).toEqual([1, 3]);
  expect(eliminate(candidates, truth, 9)).toHaveLength(5);
});

test("of equal ones the first comes first", () => {
  const candidates = [answers("abbb"), answers("aabb"), answers("aabb", 1), answers("aabb", 2)];
  expect(eliminate(candidates, truthOf("aabb"), 4)).toEqual([1, 0, 2, 3]);
});

test("a candidate may agree more if it is right more often; one that is never right comes last", () => {
  // with the first: the second agrees on 5 and is right on 4, the third on 7 and 8
  const accurate = [answers("aaaaabbbba"), answers("bbbbbbbbba"), answers("aaabbbbbbb")];
  expect(eliminate(accurate, truthOf("aaaaabbbbb"), 3)).toEqual([0, 2, 1]);
  // one that agrees with nobody, because it is wrong throughout
  const wrong = [answers("bbaa"), answers("aabb"), answers("abbb")];
  expect(eliminate(wrong, truthOf("aabb"), 3)).toEqual([1, 2, 0]);
});
