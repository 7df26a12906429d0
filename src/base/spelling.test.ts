import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { foldSpelling, isMissing, showSpelling } from "./spelling.ts";

describe("spellings that mean alike", () => {
  const alike: [what: string, ...names: string[]][] = [
    ["case", "S1", "s1"],
    ["full case folding", "Groß", "GROSS", "gross"],
    ["composition", "José", "Jose\u0301"],
    ["compatibility", "Ｓ１", "S1"],
    ["spaces around and inside", "Ann Lee", " Ann  Lee\u00A0", "Ann\tLee", "AnnLee"],
    [
      "invisible characters",
      "ann",
      "a\u200Bnn",
      "\uFEFFann",
      "an\u00ADn",
      "ann\u2060",
      "ann\u0000",
      "ann\uFE0F",
    ],
    ["numbers", "1", "01", "1.0", " 1", "1.", "+1", "1,0", "1.00", "001", "1e+00"],
    ["negative zero", "0", "-0", "0.0", "00"],
    ["numbers in names", "S1", "S01", "s001"],
    ["dashes and apostrophes", "O'Brien-Lee", "O’Brien–Lee", "O´Brien\u2011Lee"],
  ];
  for (const [what, ...names] of alike) {
    test(what, () => expect(new Set(names.map(foldSpelling)).size).toBe(1));
  }

  test("and those that do not", () => {
    const names = [
      "1",
      "-1",
      "10",
      "1.5",
      "1.05",
      "1.50001",
      "1 2",
      "12",
      "v1.05",
      "v1.5",
      "a",
      "b",
      "a0",
      "a00b",
    ];
    names.push("12345678901234567", "12345678901234568", "José", "Jose", "", "100", "0.1");
    expect(new Set(names.map(foldSpelling)).size).toBe(names.length);
  });

  test("a folded name is its own spelling", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: "binary" }), fc.stringMatching(/^[ 01.,e+s\u200b-]{0,8}$/)),
        (name) => {
          expect(foldSpelling(foldSpelling(name))).toBe(foldSpelling(name));
        },
      ),
      { seed: 3, numRuns: 2000 },
    );
  });
});

test("what cannot be seen is shown", () => {
  expect(showSpelling("a b")).toBe('"a b"');
  expect(showSpelling("é")).toBe('"é"');
  expect(showSpelling("e\u0301\u200B\u00A0\n")).toBe('"e\\u{301}\\u{200B}\\u{A0}\\u{A}"');
});

test("missing values, and words that are none", () => {
  for (const word of [
    "",
    "  ",
    "nan",
    "NaN",
    "None",
    " None ",
    "<NA>",
    "NaT",
    "null",
    "NULL",
    "N/A",
    "\u200B",
  ]) {
    expect(isMissing(word)).toBe(true);
  }
  for (const word of ["none", "Nan Goldin", "0", "nant", "-", "neutral"]) expect(isMissing(word)).toBe(false);
});
