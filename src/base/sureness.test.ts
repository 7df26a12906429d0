import { expect, test } from "vitest";
import { surenessText } from "./sureness.ts";

test("per cent, whole votes, and votes to a tenth where windows were averaged", () => {
  expect(surenessText(0.806, undefined)).toBe("81 %");
  expect(surenessText(Math.fround(2 / 3), 3)).toBe("2 of 3");
  expect(surenessText((2 / 3 + 1 / 3) / 2, 3)).toBe("1.5 of 3");
});
