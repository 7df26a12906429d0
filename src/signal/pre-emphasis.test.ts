import { describe, expect, test } from "vitest";
import { assertClose } from "../../test/assert-close.ts";
import golden from "../../test/golden/signal.json" with { type: "json" };
import { goldenSignal } from "../../test/golden-signals.ts";
import { preEmphasis } from "./pre-emphasis.ts";

describe("against librosa.effects.preemphasis", () => {
  for (const { coefficient, values } of golden.preEmphasis) {
    test(`coefficient ${coefficient}`, () => {
      assertClose(preEmphasis(goldenSignal("noise", 20, 1), coefficient), values, { relative: 1e-6 });
    });
  }
});

test("no and one sample", () => {
  expect(preEmphasis(new Float32Array(0), 0.97).length).toBe(0);
  expect([...preEmphasis(Float32Array.of(0.25), 0.97)]).toEqual([0.5]);
});
