import { describe, expect, test } from "vitest";
import { cohenKappa, fleissKappa } from "./agreement.ts";

const repeat = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);

describe("Cohen's kappa", () => {
  test("of two readers of grant proposals, by hand: (0.7 - 0.5) / 0.5", () => {
    const pairs = [
      ...repeat(20, ["yes", "yes"] as const),
      ...repeat(5, ["yes", "no"] as const),
      ...repeat(10, ["no", "yes"] as const),
      ...repeat(15, ["no", "no"] as const),
    ];
    expect(cohenKappa(pairs)).toBeCloseTo(0.4, 12);
  });

  test("is 1 for annotators who always agree, and below 0 for those who never do", () => {
    expect(
      cohenKappa([
        ["a", "a"],
        ["b", "b"],
      ]),
    ).toBe(1);
    expect(
      cohenKappa([
        ["a", "b"],
        ["b", "a"],
      ]),
    ).toBe(-1);
    expect(cohenKappa([["a", "a"]])).toBeNaN();
    expect(cohenKappa([])).toBeNaN();
  });
});

describe("Fleiss' kappa", () => {
  // ten subjects, fourteen raters, five categories; worked out in many textbooks
  const table = [
    [0, 0, 0, 0, 14],
    [0, 2, 6, 4, 2],
    [0, 0, 3, 5, 6],
    [0, 3, 9, 2, 0],
    [2, 2, 8, 1, 1],
    [7, 7, 0, 0, 0],
    [3, 2, 6, 3, 0],
    [2, 5, 3, 2, 2],
    [6, 5, 2, 1, 0],
    [0, 2, 2, 3, 7],
  ];
  const clips = table.map((counts) => counts.flatMap((count, label) => repeat(count, `${label}`)));

  test("of a worked example", () => {
    expect(fleissKappa(clips)).toBeCloseTo(0.2099, 4);
  });

  test("looks at clips with two judgements or more, in any order", () => {
    const shuffled = clips.map((said) => said.toReversed());
    expect(fleissKappa([...shuffled, ["0"], []])).toBeCloseTo(fleissKappa(clips), 12);
    expect(fleissKappa([["a"], ["b"]])).toBeNaN();
  });

  test("of two annotators is near Cohen's", () => {
    const pairs = [
      ["a", "a"],
      ["b", "b"],
      ["a", "b"],
      ["b", "a"],
      ["a", "a"],
      ["b", "b"],
    ] as const;
    expect(fleissKappa(pairs)).toBeCloseTo(cohenKappa(pairs), 12);
  });
});
