import { expect, test } from "vitest";
import { formatCsv } from "./csv.ts";

test("cells are quoted where they would break the row, and only there", () => {
  expect(
    formatCsv([
      ["filename", "label"],
      ['a,b"=', "two\nlines"],
      ["plain; cell", ""],
    ]),
  ).toBe('filename,label\n"a,b""=","two\nlines"\nplain; cell,\n');
  expect(formatCsv([])).toBe("");
});
