import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseDelimited } from "./delimited.ts";

function fields(text: string): (readonly string[])[] {
  return parseDelimited(text, "t.csv").map((row) => row.fields);
}

describe("parseDelimited", () => {
  test("comma, semicolon and tab are found by the first line", () => {
    expect(fields("a,b\n1,2")).toEqual([
      ["a", "b"],
      ["1", "2"],
    ]);
    expect(fields("a;b;c\n1,5;2;3")).toEqual([
      ["a", "b", "c"],
      ["1,5", "2", "3"],
    ]);
    expect(fields("a\tb\n1 2\t3")).toEqual([
      ["a", "b"],
      ["1 2", "3"],
    ]);
    expect(fields('"a;b;c",d')).toEqual([["a;b;c", "d"]]);
  });

  test("CRLF, empty lines and a missing last line end", () => {
    expect(parseDelimited("a,b\r\n\r\n1,2\r\n3,", "t.csv")).toEqual([
      { line: 1, fields: ["a", "b"] },
      { line: 3, fields: ["1", "2"] },
      { line: 4, fields: ["3", ""] },
    ]);
    expect(fields("")).toEqual([]);
  });

  test("quotes hold separators, line ends and doubled quotes; lines go on counting", () => {
    expect(parseDelimited('a,b\n"x, ""y""\n\nz" , " 1 "\n2,3', "t.csv")).toEqual([
      { line: 1, fields: ["a", "b"] },
      { line: 2, fields: ['x, "y"\n\nz', " 1 "] },
      { line: 5, fields: ["2", "3"] },
    ]);
  });

  test("spaces around text are no part of it", () => {
    expect(fields(" a , b c ,\n")).toEqual([["a", "b c", ""]]);
  });

  test("a quote without an end, and text after a quote, are errors with their line", () => {
    expect(() => fields('a,b\n1,"2\n3,4')).toThrow("t.csv, line 2: a quote is opened and never closed.");
    expect(() => fields('a,b\n"1"x,2')).toThrow(
      't.csv, line 2: expected a separator or the end of the line after a closing quote, got "x".',
    );
  });

  test("what is quoted comes back, whatever it holds", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.array(fc.string({ minLength: 1, unit: "grapheme-ascii" }), { minLength: 2, maxLength: 4 }),
        ),
        fc.constantFrom(",", ";", "\t"),
        (rows, separator) => {
          const header = ["h", "h"].join(separator);
          const quoted = rows.map((row) =>
            row.map((field) => `"${field.replaceAll('"', '""')}"`).join(separator),
          );
          expect(fields([header, ...quoted].join("\r\n")).slice(1)).toEqual(rows);
        },
      ),
      { seed: 2 },
    );
  });
});
