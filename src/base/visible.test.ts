import { expect, test } from "vitest";
import { visible, visibleLines } from "./visible.ts";

const CASES: [what: string, raw: string, shown: string][] = [
  ["an escape sequence", "\u001b[2Jgone", "\\u{1B}[2Jgone"],
  ["a C1 control", "\u009b2J", "\\u{9B}2J"],
  ["a carriage return, a bell, a backspace, a delete", "a\r\u0007\b\u007f", "a\\u{D}\\u{7}\\u{8}\\u{7F}"],
  ["turned letters", "\u202eyppah\u2066", "\\u{202E}yppah\\u{2066}"],
  ["zero-width characters", "ha\u200bp\ufeffpy\u00ad", "ha\\u{200B}p\\u{FEFF}py\\u{AD}"],
  ["a line separator", "a\u2028b", "a\\u{2028}b"],
  ["half a character", "a\ud800b", "a\\u{D800}b"],
  ["a tag that is not drawn", "\u{e0041}", "\\u{E0041}"],
];

for (const [what, raw, shown] of CASES) {
  test(what, () => {
    expect(visible(raw)).toBe(shown);
    expect(visibleLines(raw)).toBe(shown);
    expect(visible(shown)).toBe(shown);
  });
}

test("line ends and tabs are written out in a line, and stay in a document", () => {
  expect(visible("a\n\tb")).toBe("a\\u{A}\\u{9}b");
  expect(visibleLines("a\n\tb")).toBe("a\n\tb");
});

test("letters of all scripts, accents and symbols stay", () => {
  for (const text of ["fröhlich", "José", "Jose\u0301", "الفرح", "喜び", "😀", "a\\b", ""]) {
    expect(visible(text)).toBe(text);
    expect(visibleLines(text)).toBe(text);
  }
});
