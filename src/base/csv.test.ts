import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type CsvRecord, formatCsv, parseCsv } from "./csv.ts";

function fail(line: number, problem: string): never {
  throw new Error(`line ${line}: ${problem}`);
}

test("cells are quoted where they would break the row or be lost, and only there", () => {
  expect(formatCsv([["filename", "label"], ['a,b"=', "two\nlines"], ["plain; cell", ""], [""]])).toBe(
    'filename,label\n"a,b""=","two\nlines"\nplain; cell,\n""\n',
  );
  expect(formatCsv([])).toBe("");
});

test("what is written is read again, whatever it holds, and every record knows its line", () => {
  const cell = fc.oneof(fc.string({ unit: "binary" }), fc.stringMatching(/^[a;, "\n\r\uFEFF]{0,4}$/));
  fc.assert(
    fc.property(fc.array(fc.array(cell, { minLength: 1, maxLength: 4 })), (rows) => {
      const records = parseCsv(formatCsv(rows), fail, { separator: "," });
      expect(records.map(({ cells }) => cells)).toEqual(rows);
      records.forEach(({ line }, i) => {
        expect(line).toBe(formatCsv(rows.slice(0, i)).split(/\r\n?|\n/).length);
      });
    }),
    { seed: 1, numRuns: 500 },
  );
});

test("cells are as they are, and empty ones count, unless the table is a typed one", () => {
  const text = '\uFEFF a , "b"\r\n\r\n,\n""';
  expect(parseCsv(text, fail, { separator: "," })).toEqual([
    { line: 1, cells: [" a ", ' "b"'] },
    { line: 3, cells: ["", ""] },
    { line: 4, cells: [""] },
  ]);
  expect(parseCsv(text, fail, { tidy: true })).toEqual([{ line: 1, cells: ["a", "b"] }]);
});

describe("a table that people typed", () => {
  const read = (text: string): CsvRecord[] => parseCsv(text, fail, { tidy: true });
  const cells = (text: string) => read(text).map((record) => record.cells);

  test("comma, semicolon and tab are found by the first line", () => {
    expect(cells("a,b\n1,2")).toEqual([
      ["a", "b"],
      ["1", "2"],
    ]);
    expect(cells("a;b;c\n1,5;2;3")).toEqual([
      ["a", "b", "c"],
      ["1,5", "2", "3"],
    ]);
    expect(cells("a\tb\n1 2\t3")).toEqual([
      ["a", "b"],
      ["1 2", "3"],
    ]);
    expect(cells('"a;b;c",d')).toEqual([["a;b;c", "d"]]);
  });

  test("a first line that names the separator is no record, and counts as a line", () => {
    for (const first of ["sep=;\n", "SEP=;\r\n", '\uFEFF"sep=;"\r']) {
      expect(read(`${first}a,1;b\nc;d`)).toEqual([
        { line: 2, cells: ["a,1", "b"] },
        { line: 3, cells: ["c", "d"] },
      ]);
    }
    expect(cells("sep=\t\na\tb")).toEqual([["a", "b"]]);
    expect(parseCsv("sep=;\na;b", fail, { separator: ";" })[0].cells).toEqual(["sep=", ""]);
  });

  test("CRLF, empty lines and a missing last line end", () => {
    expect(read("a,b\r\n\r\n1,2\r\n3,")).toEqual([
      { line: 1, cells: ["a", "b"] },
      { line: 3, cells: ["1", "2"] },
      { line: 4, cells: ["3", ""] },
    ]);
    expect(cells("")).toEqual([]);
  });

  test("quotes hold separators, line ends and doubled quotes; lines go on counting", () => {
    expect(read('a,b\n"x, ""y""\n\nz" , " 1 "\n2,3')).toEqual([
      { line: 1, cells: ["a", "b"] },
      { line: 2, cells: ['x, "y"\n\nz', " 1 "] },
      { line: 5, cells: ["2", "3"] },
    ]);
  });

  test("spaces around text are no part of it", () => {
    expect(cells(" a , b c ,\n")).toEqual([["a", "b c", ""]]);
  });

  test("a quote without an end, and text after a quote, are errors with their line", () => {
    expect(() => cells('a,b\n1,"2\n3,4')).toThrow("line 2: a quote is opened and never closed");
    expect(() => cells('a,b\n"1"x,2')).toThrow(
      'line 2: expected a separator or the end of the line after a closing quote, got "x"',
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
          expect(cells([header, ...quoted].join("\r\n")).slice(1)).toEqual(rows);
        },
      ),
      { seed: 2 },
    );
  });
});
