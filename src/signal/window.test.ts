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

test("gauss is scipy.signal.get_window(('gaussian', 1.6), 9, fftbins=False)", () => {
  const expected = [
    0.0439369336234, 0.172421623894, 0.457833361772, 0.822577562399, 1.0, 0.822577562399, 0.457833361772,
    0.172421623894, 0.0439369336234,
  ];
  assertClose(createWindow("gauss", 9, "symmetric"), expected, { absolute: 1e-11 });
  expect([...createWindow("gauss", 1, "symmetric")]).toEqual([1]);
});
