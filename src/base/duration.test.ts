import { expect, test } from "vitest";
import { formatSeconds } from "./duration.ts";

test("durations are said with two units at most", () => {
  expect([8.4, 200, 7500].map(formatSeconds)).toEqual(["8 s", "3 min 20 s", "2 h 5 min"]);
});
