import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { assertClose } from "../../test/assert-close.ts";
import golden from "../../test/golden/signal.json" with { type: "json" };
import { lcgNoise } from "../../test/golden-signals.ts";
import { ConfigError } from "../base/errors.ts";
import { delta } from "./delta.ts";

describe("against librosa.feature.delta", () => {
  for (const { settings, values } of golden.delta) {
    test(JSON.stringify(settings), () => {
      const mode = settings.mode === "interp" ? "interp" : "nearest";
      assertClose(delta(lcgNoise(40, 6), 20, { ...settings, mode }), values, { relative: 1e-8 });
    });
  }
  for (const { order, values } of golden.shortDelta) {
    test(`4 frames, width 9, order ${order}, nearest`, () => {
      const got = delta(lcgNoise(4, 8), 4, { width: 9, order, mode: "nearest" });
      assertClose(got, values, { relative: 1e-8, absolute: 1e-12 });
    });
  }
});

test("a straight line has its slope everywhere, and no second derivative", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 9, max: 40 }),
      fc.double({ min: -5, max: 5, noNaN: true }),
      (frames, slope) => {
        const line = Float64Array.from({ length: frames }, (_, t) => 3 + slope * t);
        const first = delta(line, frames, { width: 9, order: 1, mode: "interp" });
        assertClose(first, new Array(frames).fill(slope), { absolute: 1e-12 });
        const second = delta(line, frames, { width: 9, order: 2, mode: "interp" });
        assertClose(second, new Array(frames).fill(0), { absolute: 1e-11 });
      },
    ),
  );
});

test("widths and lengths that do not fit are refused", () => {
  const rows = new Float64Array(8);
  expect(() => delta(rows, 8, { width: 9, order: 1, mode: "interp" })).toThrow(
    new ConfigError('delta: mode "interp" needs at least 9 frames, got 8.', 'Use mode "nearest".'),
  );
  for (const [width, order] of [
    [4, 1],
    [1, 1],
    [3, 3],
    [5, 0],
  ]) {
    expect(() => delta(rows, 8, { width, order, mode: "nearest" })).toThrow(`width ${width}, order ${order}`);
  }
});

test("every frame is fitted by itself, in rows of any length", () => {
  const frames = 20_011;
  const rows = lcgNoise(2 * frames, 3);
  const got = delta(rows, frames, { width: 5, order: 1, mode: "nearest" });
  for (const row of [0, 1]) {
    for (const frame of [0, 1, 2, 9000, 16381, 16382, 16383, 16384, 16385, frames - 2, frames - 1]) {
      let sum = 0;
      for (let k = -2; k <= 2; k++) {
        sum += (k / 10) * rows[row * frames + Math.min(Math.max(frame + k, 0), frames - 1)];
      }
      expect(got[row * frames + frame], `row ${row}, frame ${frame}`).toBeCloseTo(sum, 12);
    }
  }
});
