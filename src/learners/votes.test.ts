import { expect, test } from "vitest";
import { alwaysFollowed, votesGiven } from "./votes.ts";

const members = ["a", "b", "c", "d"].map((name) => ({ id: "recogniser", name }));
const vote = (count: number, more: object = {}) => ({
  ...{ id: "majority-vote", name: "vote", members: members.slice(0, count) },
  ...more,
});

test("a vote of two always answers as the one that breaks ties, named or first; of three it can be outvoted", () => {
  expect(alwaysFollowed(vote(2))).toBe("a");
  expect(alwaysFollowed(vote(2, { tieBreaker: "b" }))).toBe("b");
  expect(alwaysFollowed(vote(3, { tieBreaker: "b" }))).toBeNull();
});

test("so does one of more votes than all others, or of as many and the last word", () => {
  expect(alwaysFollowed(vote(3, { weights: { c: 3 } }))).toBe("c");
  expect(alwaysFollowed(vote(3, { weights: { c: 2 } }))).toBeNull();
  expect(alwaysFollowed(vote(3, { weights: { c: 2 }, tieBreaker: ["c", "a"] }))).toBe("c");
  // in a tie of four the first decides: not always the heaviest
  expect(alwaysFollowed(vote(4, { weights: { b: 3 } }))).toBeNull();
});

test("how many votes there are, of votes only", () => {
  expect(votesGiven(vote(3))).toBe(3);
  expect(votesGiven(vote(3, { weights: { c: 3 } }))).toBe(5);
  expect(votesGiven({ id: "mean-probability", name: "mean" })).toBeNull();
  expect(votesGiven({ id: "majority-vote" })).toBeNull();
});
