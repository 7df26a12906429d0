import { expect, test } from "vitest";
import { parseTime } from "./times.ts";

test("seconds, clock times, and what pandas writes", () => {
  const times: [string, number][] = [
    ["12.5", 12.5],
    ["12,5", 12.5],
    ["0", 0],
    [".5", 0.5],
    ["3.", 3],
    ["1.5s", 1.5],
    ["-1", -1],
    ["00:01.5", 1.5],
    ["1:02:03.25", 3723.25],
    ["61:01.1", 3661.1],
    ["0 days 00:00:01.500000", 1.5],
    ["0 days 00:01:01.100000000", 61.1],
    ["1 days 00:00:01", 86_401],
    ["1 day, 0:00:01", 86_401],
    ["-1 days +23:59:59", -1],
    ["2 days", 172_800],
    ["P0DT0H0M1.5S", 1.5],
    ["P1DT0H1M0S", 86_460],
  ];
  for (const [text, seconds] of times) expect([text, parseTime(text)]).toEqual([text, seconds]);
});

test("what is no time", () => {
  for (const text of [
    "",
    "abc",
    "1.2.3",
    "2026-01-01",
    "2026-01-01 10:00:00",
    "x 00:01",
    "1e3",
    "--1",
    "5 h",
  ]) {
    expect([text, parseTime(text)]).toEqual([text, undefined]);
  }
});
