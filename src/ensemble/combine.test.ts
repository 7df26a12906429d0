import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createPredictions } from "../dataset/predictions-table.ts";
import { combine } from "./combine.ts";
import { projectedIncrease, ratesOf } from "./rates.ts";
import { RULES, type Rule } from "./rules.ts";

const LABELS = ["calm", "happy", "sad"];

/** One clip, answered with these probabilities. */
const says = (source: string, ...probabilities: number[]) =>
  createPredictions({
    source,
    labels: LABELS,
    clipIds: ["a"],
    probabilities: Float32Array.from(probabilities),
  });

const a = says("a", 0.6, 0.3, 0.1);
const b = says("b", 0.1, 0.8, 0.1);
const c = says("c", 0.2, 0.2, 0.6);

const decide = (rule: Rule, weights: number[], tieBreakers: number[] = []) =>
  combine("all", [a, b, c], { rule, weights, tieBreakers });

describe("one answer of several", () => {
  test("votes: most of them decide, members have as many as their weight says", () => {
    const { predicted, probabilities } = decide("votes", [1, 1, 3]);
    expect([...predicted]).toEqual([2]);
    expect([...probabilities]).toEqual([0.2, 0.2, 0.6].map(Math.fround));
  });

  test("a tie goes to the tie-breakers in order, then to the first member", () => {
    expect([...decide("votes", [1, 1, 1]).predicted]).toEqual([0]);
    expect([...decide("votes", [1, 1, 1], [2]).predicted]).toEqual([2]);
    // the first tie-breaker's label is not among the tied
    expect([...decide("votes", [2, 1, 2], [1, 2]).predicted]).toEqual([2]);
    // nor is one who is not asked
    expect([...decide("votes", [1, 1, 0], [2]).predicted]).toEqual([0]);
  });

  test("mean and geometric mean", () => {
    const mean = decide("mean", [1, 2, 0]).probabilities;
    expect([...mean]).toEqual([0.8 / 3, 1.9 / 3, 0.3 / 3].map((p) => expect.closeTo(p, 6)));
    const product = [0.6 * 0.01, 0.3 * 0.64, 0.1 * 0.01].map((p) => p ** (1 / 3));
    const total = product.reduce((x, y) => x + y);
    const geometric = decide("geometric", [1, 2, 0]).probabilities;
    expect([...geometric]).toEqual(product.map((p) => expect.closeTo(p / total, 6)));
  });

  test("what one member rules out counts as very unlikely, not as impossible", () => {
    const sure = says("sure", 1, 0, 0);
    const { probabilities } = combine("all", [sure, b], {
      rule: "geometric",
      weights: [1, 1],
      tieBreakers: [],
    });
    expect(probabilities[1]).toBeGreaterThan(0);
  });

  test("ranks: a label has as many points as it beats others, half of equals", () => {
    // a: 2 1 0, b: .5 2 .5, c: .5 .5 2
    const { predicted, probabilities } = decide("ranked", [1, 1, 1]);
    expect([...probabilities]).toEqual([3, 3.5, 2.5].map((points) => expect.closeTo(points / 9, 6)));
    expect([...predicted]).toEqual([1]);
    const tied = combine("all", [a, says("d", 0.2, 0.7, 0.1)], {
      rule: "ranked",
      weights: [1, 1],
      tieBreakers: [1],
    });
    expect([...tied.predicted]).toEqual([1]);
  });

  test("a single member decides as it does alone, by every rule", () => {
    const probability = fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(probability, fc.constantFrom(...RULES), (counts, rule) => {
        const total = counts.reduce((x, y) => x + y);
        const own = says("own", ...counts.map((count) => count / total));
        const { predicted } = combine("all", [b, own], { rule, weights: [0, 2], tieBreakers: [0] });
        expect([...predicted]).toEqual([...own.predicted]);
      }),
    );
  });
});

describe("rates", () => {
  test("of the members' votes, weighted as they are", () => {
    expect(ratesOf([a, b, c])).toEqual({ members: 3, clips: 1, undecided: 1, easy: 0, barely: 0 });
    expect(ratesOf([a, b, c], [2, 1, 1])).toMatchObject({ undecided: 0, easy: 0, barely: 1 });
    expect(ratesOf([a, b, c], [3, 1, 1])).toMatchObject({ members: 3, easy: 1 });
  });

  test("the report's sheet: 0.695238 easy, projected from 60 % by 0.073143", () => {
    expect(projectedIncrease(219 / 315, 0.6)).toBeCloseTo(0.073143, 6);
    expect(projectedIncrease(1, 0.6)).toBe(0);
  });
});
