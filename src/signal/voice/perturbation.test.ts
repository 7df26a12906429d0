import { expect, test } from "vitest";
import { createRandom } from "../../base/random.ts";
import { findPeriod } from "./perturbation.ts";

test("a period is as long as was looked for, in whatever noise: the walk from one to the next comes to an end", () => {
  let found = 0;
  for (let seed = 0; seed < 300; seed++) {
    const random = createRandom(seed);
    const pole = 0.99 * random.uniform();
    let last = 0;
    const noise = Float32Array.from({ length: 600 }, () => {
      last = pole * last + random.normal();
      return last;
    });
    const expected = 50 + 20 * random.uniform();
    for (const step of [1, 3]) {
      for (let at = 0; at < 400; at += 7) {
        const period = findPeriod(noise, at, expected, step);
        if (period === undefined) continue;
        found++;
        expect(Math.abs(period - expected), `seed ${seed}, ${at}`).toBeLessThan(0.1 * expected + 1);
      }
    }
  }
  expect(found).toBeGreaterThan(500);
});
