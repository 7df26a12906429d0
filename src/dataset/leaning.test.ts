import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { evenFactors, fitLeaning, shrinkLeaning } from "./leaning.ts";

/** The mean over clips of probabilities times factors, each clip's summing to 1. */
function meanOf(probabilities: Float32Array, factors: Float32Array): number[] {
  const labels = factors.length;
  const mean = new Array<number>(labels).fill(0);
  for (let at = 0; at < probabilities.length; at += labels) {
    const scaled = Array.from(factors, (factor, label) => factor * probabilities[at + label]);
    const sum = scaled.reduce((a, b) => a + b);
    for (const [label, one] of scaled.entries()) mean[label] += (one / sum) * (labels / probabilities.length);
  }
  return mean;
}

const row = fc
  .array(fc.double({ min: 0.01, max: 1, noNaN: true }), { minLength: 4, maxLength: 4 })
  .map((numbers) => numbers.map((one) => one / numbers.reduce((a, b) => a + b)));

describe("a group's leaning", () => {
  test("evened out, the mean answer has the shares that were asked for", () => {
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 30 }), row, (clips, shares) => {
        const probabilities = Float32Array.from(clips.flat());
        const mean = meanOf(probabilities, fitLeaning(probabilities, shares, 0));
        for (const [label, share] of shares.entries()) expect(mean[label]).toBeCloseTo(share, 3);
      }),
    );
  });

  test("answers that have the shares already stay as they are", () => {
    const even = Float32Array.of(0.7, 0.3, 0.3, 0.7);
    expect([...fitLeaning(even, [0.5, 0.5], 0)]).toEqual([1, 1]);
  });

  test("few clips count for little: n / (n + shrinkage)", () => {
    const two = Float32Array.of(0.9, 0.1, 0.8, 0.2);
    const whole = fitLeaning(two, [0.5, 0.5], 0);
    const drawn = fitLeaning(two, [0.5, 0.5], 6);
    for (const label of [0, 1]) expect(drawn[label]).toBeCloseTo(whole[label] ** 0.25, 5);
    expect([...drawn]).toEqual([...shrinkLeaning(evenFactors(two, [0.5, 0.5]), 2, 6)]);
    expect([...fitLeaning(new Float32Array(0), [0.5, 0.5], 6)]).toEqual([1, 1]);
    expect([...fitLeaning(new Float32Array(0), [0.5, 0.5], 0)]).toEqual([1, 1]);
  });

  test("a label that nobody says is made likelier, within bounds", () => {
    const factors = fitLeaning(Float32Array.of(1, 0, 1, 0), [0.75, 0.25], 0);
    expect(factors.every((one) => Number.isFinite(one) && one > 0)).toBe(true);
    expect(factors[1]).toBeGreaterThan(factors[0]);
  });
});
