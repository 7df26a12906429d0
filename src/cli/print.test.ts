import { expect, test } from "vitest";
import { formatColumns } from "./print.ts";

test("columns are as wide as their widest cell, and a cell beyond the limit moves its own row only", () => {
  const rows = [
    ["a", "b", "last"],
    ["longer", "b", "last"],
    ["much too long", "b", "last"],
  ];
  expect(formatColumns(rows, 6)).toEqual(["a       b  last", "longer  b  last", "much too long  b  last"]);
  expect(formatColumns(rows)[0]).toBe("a              b  last");
});
