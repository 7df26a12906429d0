import { expect, test } from "vitest";
import { expectation } from "./predict-numbers.ts";

test("what was measured with the speakers known is not said of a recording whose speaker is not", () => {
  const score = {
    metric: "arousal ccc",
    value: 0.7,
    low: 0.6,
    high: 0.8,
    n: 9,
    resampled: "speaker",
  } as const;
  const measured = { protocol: "speaker", folds: 3, scores: [score] };
  const dimensions = [{ name: "arousal", low: 1, high: 5 }];
  expect(expectation({ dimensions, measured })).toBe(
    "For new speakers: arousal ccc 0.70 [0.60, 0.80]. Trained on arousal 1 to 5.",
  );
  expect(expectation({ dimensions, measured: { ...measured, knowsSpeakers: true } })).toBe(
    "For new speakers, with other clips of theirs at hand: arousal ccc 0.70 [0.60, 0.80]. Here it answers as for an average speaker: expect less. Trained on arousal 1 to 5.",
  );
});
