import { readdirSync, readFileSync } from "node:fs";
import { afterEach, expect, test, vi } from "vitest";
import { z } from "zod";
import { printLines, tellLines } from "./lines.ts";
import { formatColumns, formatEntry } from "./print.ts";

test("columns are as wide as their widest cell, and a cell beyond the limit moves its own row only", () => {
  const rows = [
    ["a", "b", "last"],
    ["longer", "b", "last"],
    ["much too long", "b", "last"],
  ];
  expect(formatColumns(rows, 6)).toEqual(["a       b  last", "longer  b  last", "much too long  b  last"]);
  expect(formatColumns(rows)[0]).toBe("a              b  last");
});

test("an entry says what has to be given, what may be, and what is taken otherwise", () => {
  const params = z.strictObject({
    learner: z.string().describe("whose answers"),
    weights: z.number().optional().describe("how much"),
    folds: z.int().default(5).describe("how many"),
  });
  const [, ...rows] = formatEntry({ id: "mean", summary: "a mean", params });
  expect(rows.map((row) => row.trim().split(/ {2,}/))).toEqual([
    ["learner", "string", "required", "whose answers"],
    ["weights", "number", "optional", "how much"],
    ["folds", "integer", "default 5", "how many"],
  ]);
});

afterEach(() => vi.restoreAllMocks());

test("a cell cannot end its row, nor a line another", () => {
  expect(
    formatColumns([
      ["a\nb", "c"],
      ["\u001b[2J", "d"],
    ]),
  ).toEqual(["a\\u{A}b    c", "\\u{1B}[2J  d"]);
  for (const [stream, print] of [
    [process.stdout, printLines],
    [process.stderr, tellLines],
  ] as const) {
    const written: unknown[] = [];
    vi.spyOn(stream, "write").mockImplementation((text) => written.push(text) > 0);
    print("one\n\u001b[2Jtwo", "\u202ethree");
    vi.restoreAllMocks();
    expect(written).toEqual(["one\\u{A}\\u{1B}[2Jtwo\n\\u{202E}three\n"]);
  }
});

test("nothing else writes to the terminal", () => {
  const folder = new URL(".", import.meta.url);
  const writers = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(
    (name) =>
      name.endsWith(".ts") &&
      !name.endsWith(".test.ts") &&
      /(std(out|err)\.write|console)\b/.test(readFileSync(new URL(name, folder), "utf8")),
  );
  expect(writers.toSorted()).toEqual(["lines.ts", "print.ts"]);
});
