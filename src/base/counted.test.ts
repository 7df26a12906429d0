import { expect, test } from "vitest";
import { counted } from "./counted.ts";

test("one is singular, anything else plural", () => {
  expect([0, 1, 2].map((count) => counted(count, "byte"))).toEqual(["0 bytes", "1 byte", "2 bytes"]);
});
