import { describe, expect, test } from "vitest";
import { fitToy } from "../../test/toy-recogniser.ts";
import { renderCard } from "./card.ts";
import type { CheckReport } from "./check.ts";

const { info } = await fitToy("vector", false);

const CHECK: CheckReport = {
  version: 1,
  recogniser: info.name,
  fit: info.fit,
  corpus: "folders (clips)",
  clips: 20,
  labelled: 0,
  shared: [],
  notes: ["The clips have no labels: what needs them is left out."],
  checks: [
    {
      group: "robustness",
      id: "noise",
      name: "white noise | 20 dB",
      measure: "clips that keep their label",
      value: 0.8,
      interval: { low: 0.58, high: 0.92 },
      needs: "at least",
      threshold: 0.9,
      passed: false,
      detail: "",
    },
  ],
  shares: [],
  confusion: [],
};

describe("a model card", () => {
  test("says what the file knows: data, licence, scores with intervals, parameters", () => {
    const card = renderCard(info, null);
    expect(card).toContain("# Model card: toy-vector");
    expect(card).toContain("noise, sweep, vowel");
    expect(card).toContain("Features: mfcc.");
    expect(card).toContain("Trained on test signals: 12 clips");
    expect(card).toContain("Licence of the data, and so of this file: MIT");
    expect(card).toContain("| UAR, % | 75.0 | 50.0–100.0 |");
    expect(card).toContain("protocol random, 4 folds");
    expect(card).toContain("people whom it knows: expect less for new people");
    expect(card).toContain("Not checked");
    expect(card).toContain('"id": "kernel-ridge"');
    expect(card).toContain("To judge anybody");
    expect(card.match(/undefined|NaN|\[object/g)).toBeNull();
  });

  test("says who was measured, each sex, and when it is not sure", () => {
    const measured =
      info.measured === null
        ? null
        : {
            ...info.measured,
            protocol: "speaker",
            bySex: [{ value: "female", n: 6, accuracy: 0.5, low: 0.2, high: 0.8 }],
          };
    const notSure = { error: 0.2, threshold: 0.4, answered: 0.75, wrong: 0.22, n: 12 };
    const card = renderCard({ ...info, measured, notSure }, "speaker");
    expect(card).toContain("people whom it had never heard: what to expect for new people");
    const known = measured && { ...measured, knowsSpeakers: true as const };
    expect(renderCard({ ...info, measured: known }, "speaker")).toContain(
      "people whom it had never heard, with other clips of theirs, without labels, at hand: what to expect",
    );
    expect(card).toContain("| female | 6 | 50.0 | 20.0–80.0 |");
    expect(card).toContain("sure of 75.0 % of 12 clips, and wrong in 22.0 % of these");
    expect(renderCard({ ...info, measured: null }, null)).toContain("It was not measured");
  });

  test("shows a check of the same fit, and refuses that of another", () => {
    const card = renderCard(info, null, CHECK);
    expect(card).toContain(
      "| white noise \\| 20 dB | clips that keep their label | 80.0 % \\[58.0, 92.0\\] | ≥ 90 % | failed |",
    );
    expect(card).toContain("0 of 1 checks passed; failed: white noise");
    expect(() => renderCard(info, null, { ...CHECK, fit: "other" })).toThrow(
      'the check is of "toy-vector", fitted otherwise than "toy-vector"',
    );
  });
});
