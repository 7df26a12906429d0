import { describe, expect, test } from "vitest";
import { assertClose } from "../../test/assert-close.ts";
import golden from "../../test/golden/signal.json" with { type: "json" };
import { createWindow, WINDOW_NAMES } from "./window.ts";

describe("against scipy.signal.get_window", () => {
  for (const { name, length, symmetry, values } of golden.windows) {
    test(`${name} ${length} ${symmetry}`, () => {
      const known = WINDOW_NAMES.find((one) => one === name);
      if (known === undefined) throw new Error(name);
      const window = createWindow(known, length, symmetry === "periodic" ? "periodic" : "symmetric");
      assertClose(window, values, { absolute: 1e-9 });
    });
  }
});

test("periodic is the default", () => {
  expect(createWindow("hann", 8)).toEqual(createWindow("hann", 8, "periodic"));
  expect(createWindow("hann", 8)[4]).toBe(1);
});
