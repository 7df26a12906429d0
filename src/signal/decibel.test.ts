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

test("float32 is right to 1e-7 of its size from the smallest to the largest power", () => {
  const powers = Float32Array.from({ length: 70_001 }, (_, i) => 10 ** (-37.9 + (76.4 * i) / 70_000));
  for (const settings of [
    { ref: 1, amin: 1e-38, topDb: null },
    { ref: 0.02, amin: 1e-5, topDb: null },
    { ref: 1e-4, amin: 1e-10, topDb: 60 },
  ]) {
    const expected = powerToDb(Float64Array.from(powers), settings);
    const got = powerToDb(powers.slice(), settings);
    expect(got.length).toBe(expected.length);
    for (const [i, value] of got.entries()) {
      const allowed = 2e-7 * Math.max(50, Math.abs(expected[i]));
      if (!(Math.abs(value - expected[i]) <= allowed)) expect([powers[i], value]).toEqual(expected[i]);
    }
  }
});

test("powers near the reference keep their digits", () => {
  const powers = Float32Array.from({ length: 1000 }, (_, i) => 1 + (i - 500) / 5000);
  const expected = powerToDb(Float64Array.from(powers));
  assertClose(powerToDb(powers), expected, { absolute: 5e-8 });
});

test("one power that is not finite makes all of a float32 array NaN", () => {
  for (const flaw of [Infinity, NaN, -NaN]) {
    const powers = new Float32Array(100_000).fill(1);
    powers[99_999] = flaw;
    expect(powerToDb(powers).every(Number.isNaN)).toBe(true);
  }
});

test("an empty array stays one", () => {
  expect(powerToDb(new Float32Array(0)).length).toBe(0);
});
