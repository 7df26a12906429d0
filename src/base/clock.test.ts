import { expect, test } from "vitest";
import { clock } from "./clock.ts";

test.each([
  [0, 0, "0:00"],
  [7.4, 0, "0:07"],
  [59.6, 0, "1:00"],
  [750, 0, "12:30"],
  [3599.96, 1, "1:00:00.0"],
  [3750.25, 2, "1:02:30.25"],
  [5.04, 1, "0:05.0"],
])("%f s with %i digits is %s", (seconds, digits, text) => {
  expect(clock(seconds, digits)).toBe(text);
});
