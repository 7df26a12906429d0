import { expect, test } from "vitest";
import { assertClose } from "../../test/assert-close.ts";
import { lcgNoise } from "../../test/golden-signals.ts";
import { createAutocorrelation, createPowerCorrelation } from "./autocorrelation.ts";
import { createRealFft } from "./fft.ts";

test.each([
  [8, 7],
  [30, 12],
  [512, 301],
])("%d samples up to lag %d: the sums of products", (length, maxLag) => {
  const samples = lcgNoise(length, length);
  const expected = Array.from({ length: maxLag + 1 }, (_, lag) => {
    let sum = 0;
    for (let n = 0; n + lag < length; n++) sum += samples[n] * samples[n + lag];
    return sum;
  });
  const correlate = createAutocorrelation(length, maxLag);
  assertClose(correlate(samples), expected, { relative: 1e-12 });
  expect(correlate(new Float64Array(length)).every((value) => value === 0)).toBe(true);
});

test("of a power spectrum, where zeros follow the samples: the same", () => {
  const samples = new Float64Array(64);
  samples.set(lcgNoise(40, 3));
  const fft = createRealFft(64);
  const [re, im] = [new Float64Array(fft.bins), new Float64Array(fft.bins)];
  fft.forward(samples, re, im);
  const power = re.map((value, bin) => value * value + im[bin] * im[bin]);
  assertClose(createPowerCorrelation(32, 24)(power), createAutocorrelation(40, 24)(samples.subarray(0, 40)), {
    relative: 1e-12,
  });
});
