import { expect, test } from "vitest";
import { createProgress } from "./progress.ts";

function record(isTTY: boolean) {
  let time = 0;
  const written: string[] = [];
  const progress = createProgress(
    { isTTY, columns: 60, write: (text: string) => written.push(text) },
    () => time,
  );
  return { progress, written, at: (ms: number) => (time = ms) };
}

test("a terminal has one line that rewrites itself and tells the time left", () => {
  const { progress, written, at } = record(true);
  progress.update("Features", 1, 10);
  at(2_000);
  progress.update("Features", 3, 10, "clip-3");
  expect(written.at(-1)).toBe("\r\u001b[2KFeatures 3/10, 7 s left · clip-3");
  progress.clear();
  expect(written.at(-1)).toBe("\r\u001b[2K");
});

test("a log gets a line after two seconds and then every ten, and none for short steps", () => {
  const { progress, written, at } = record(false);
  for (let i = 0; i <= 100; i++) {
    at(i * 10);
    progress.update("Short", i, 100);
  }
  expect(written).toEqual([]);
  for (let i = 0; i <= 30; i++) {
    at(2_000 + i * 1_000);
    progress.update("Long", i, 30);
  }
  expect(written).toEqual([
    "Long 2/30, 28 s left\n",
    "Long 12/30, 18 s left\n",
    "Long 22/30, 8 s left\n",
    "Long 30/30\n",
  ]);
});

test("parts of a job count as per cent", () => {
  const { progress, written } = record(true);
  progress.update("Measuring", 1.5, 5);
  expect(written.at(-1)).toContain("Measuring 30 %");
});

test("names keep to the line", () => {
  const { progress, written } = record(true);
  progress.update("Measuring", 1, 5, "a\n\u001b[2Jb");
  expect(written.at(-1)).toBe("\r\u001b[2KMeasuring 1/5 · a\\u{A}\\u{1B}[2Jb");
});
