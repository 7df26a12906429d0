import { expect, test } from "vitest";
import { sharpenedByOthers, sharpnessOf } from "./sharpness.ts";

/** So many clips of two labels, answered with 60 %, the first of them wrongly. */
function answers(count: number, wrong: number) {
  const truth = Array.from({ length: count }, (_, i) => i % 2);
  const probabilities = Float32Array.from(
    truth.flatMap((label, i) => ((label === 0) === i >= wrong ? [0.6, 0.4] : [0.4, 0.6])),
  );
  return { truth, probabilities };
}

test.each([
  [10, 0, 10 / 11],
  [10, 3, 7 / 11],
  [100, 0, 100 / 101],
])("of %i answers, %i wrong, the next is told with the share that Laplace gives", (count, wrong, share) => {
  const { truth, probabilities } = answers(count, wrong);
  const sharpness = sharpnessOf(probabilities, truth, 2);
  expect(0.6 ** sharpness / (0.6 ** sharpness + 0.4 ** sharpness)).toBeCloseTo(share, 4);
});

test("whoever is scored has not set the temperature", () => {
  const { truth, probabilities } = answers(4, 1);
  // one block each: the wrong one is sharpened by three right ones, the right ones by two and a wrong one
  const sharpened = sharpenedByOthers(probabilities, truth, 2, ["a", "b", "c", "d"]);
  expect([sharpened[1], sharpened[3], sharpened[4]].map((p) => Number(p.toFixed(2)))).toEqual([
    0.75, 0.5, 0.5,
  ]);
  // of one recording, nothing is known of either
  const together = sharpenedByOthers(probabilities, truth, 2, ["a", "a", "c", "d"]);
  expect(together[1]).toBeCloseTo(together[3], 6);
});
