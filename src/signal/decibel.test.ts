import { describe, expect, test } from "vitest";
import { assertClose } from "../../test/assert-close.ts";
import golden from "../../test/golden/signal.json" with { type: "json" };
import { lcgNoise } from "../../test/golden-signals.ts";
import { powerToDb } from "./decibel.ts";

describe("against librosa.power_to_db", () => {
  for (const { settings, values } of golden.decibels) {
    test(JSON.stringify(settings), () => {
      const power = lcgNoise(40, 4).map((value) => value ** 8);
      assertClose(powerToDb(power, settings), values, { relative: 1e-8 });
    });
  }
});

test("works in place; silence is -100 dB", () => {
  const power = Float32Array.of(0, 0);
  expect(powerToDb(power)).toBe(power);
  expect([...power]).toEqual([-100, -100]);
});
