import { expect, test } from "vitest";
import { createRandom } from "../base/random.ts";
import { resample } from "./resample.ts";
import { createResampleStream } from "./resample-stream.ts";

const random = createRandom(3);
const noise = Float32Array.from({ length: 30_000 }, () => 2 * random.uniform() - 1);

test.each([
  [48_000, 16_000],
  [44_100, 16_000],
  [22_050, 24_000],
  [8_000, 16_000],
  [16_000, 16_000],
])("from %i to %i Hz in chunks of any size it is as of the whole", (from, to) => {
  const whole = resample(noise, from, to);
  const stream = createResampleStream(from, to);
  const parts: Float32Array[] = [];
  for (let at = 0, size = 1; at < noise.length; at += size, size = (size * 7) % 4099) {
    parts.push(stream.push(noise.subarray(at, at + size)));
  }
  parts.push(stream.end());
  const joined = Float32Array.from(parts.flatMap((part) => [...part]));
  expect(joined.length).toBe(whole.length);
  let worst = 0;
  for (let i = 0; i < whole.length; i++) worst = Math.max(worst, Math.abs(joined[i] - whole[i]));
  expect(worst).toBeLessThan(1e-6);
  const soonest = parts.slice(0, -1).reduce((sum, { length }) => sum + length, 0);
  expect((whole.length - soonest) / to).toBeLessThan(0.015);
});

test("rates that are none are refused", () => {
  expect(() => createResampleStream(44_100.5, 16_000)).toThrow(
    "resample: expected whole sampling rates in Hz, got 44100.5 and 16000.",
  );
});
