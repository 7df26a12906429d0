import fc from "fast-check";
import { expect, test } from "vitest";
import { RecentSamples } from "./recent-samples.ts";

test("the last samples are those of the whole stream, whatever its chunks were", () => {
  const chunks = fc.array(fc.array(fc.integer({ min: -9, max: 9 }), { maxLength: 25 }), { maxLength: 8 });
  fc.assert(
    fc.property(
      chunks,
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 1, max: 12 }),
      (all, most, asked) => {
        const recent = new RecentSamples(most);
        for (const chunk of all) recent.push(Float32Array.from(chunk));
        const whole = all.flat();
        expect(recent.count).toBe(whole.length);
        expect(Array.from(recent.last(asked))).toEqual(
          whole.slice(Math.max(0, whole.length - Math.min(asked, most))),
        );
      },
    ),
  );
});
