import { expect, test } from "vitest";
import { goldenSignal } from "../../test/golden-signals.ts";
import { createMdct } from "./mdct.ts";

const signal = goldenSignal("vowel", 3001, 16000);

for (const hop of [4, 60, 256, 1024]) {
  test(`blocks of ${hop} that nobody changes add up to the signal, its edges too`, () => {
    const again = createMdct(hop).through(signal, () => {});
    const worst = again.reduce((most, sample, n) => Math.max(most, Math.abs(sample - signal[n])), 0);
    expect(again.length).toBe(signal.length);
    expect(worst).toBeLessThan(1e-7);
  });
}

test("the coefficients are those of the sum that defines them", () => {
  const hop = 12;
  const blocks: Float64Array[] = [];
  createMdct(hop).through(signal.subarray(0, 48), (block) => blocks.push(block.slice()));
  // block 1 begins with the signal
  for (let k = 0; k < hop; k++) {
    let sum = 0;
    for (let n = 0; n < 2 * hop; n++) {
      const window = Math.sin((Math.PI / (2 * hop)) * (n + 0.5));
      sum += window * signal[n] * Math.cos((Math.PI / hop) * (n + 0.5 + hop / 2) * (k + 0.5));
    }
    expect(blocks[1][k]).toBeCloseTo(sum, 12);
  }
});
