import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { assertClose } from "../../test/assert-close.ts";
import { bootstrapDifferences, bootstrapScores, quantile, unitsOf } from "./bootstrap.ts";
import {
  confusionMatrix,
  holm,
  labelScores,
  mcnemar,
  metrics,
  reliabilityOf,
  type ScoredAnswers,
  voteRatesOf,
  wilson,
} from "./index.ts";

const golden = JSON.parse(readFileSync(new URL("../../test/golden/measure.json", import.meta.url), "utf8"));

interface Labelling {
  labels: number;
  truth: number[];
  predicted: number[];
  accuracy: number;
  uar: number;
  macroF1: number;
  confusion: number[];
  precision: number[];
  recall: number[];
  f1: number[];
  support: number[];
}
const labellings: Labelling[] = golden.labellings;
const indices = (list: readonly number[]): Int32Array => Int32Array.from(list);

/** Answers that are as sure as can be of what they decide, where no probabilities are given. */
function answersOf(
  truth: ArrayLike<number>,
  predicted: ArrayLike<number>,
  labelCount: number,
  probabilities: readonly number[] = Array.from(predicted).flatMap((decided) =>
    Array.from({ length: labelCount }, (_, label) => (label === decided ? 1 : 0)),
  ),
): ScoredAnswers {
  return {
    truth: Int32Array.from(truth),
    predicted: Int32Array.from(predicted),
    probabilities: Float32Array.from(probabilities),
    labelCount,
  };
}

describe("against scikit-learn", () => {
  test.each(labellings)("labelling with $labels labels", (one) => {
    const truth = indices(one.truth);
    const predicted = indices(one.predicted);
    const score = (id: string): number => metrics.find(id).score(answersOf(truth, predicted, one.labels));
    expect(score("accuracy")).toBeCloseTo(one.accuracy, 12);
    expect(score("uar")).toBeCloseTo(one.uar, 12);
    expect(score("macro-f1")).toBeCloseTo(one.macroF1, 12);
    const confusion = confusionMatrix(truth, predicted, one.labels);
    expect([...confusion]).toEqual(one.confusion);
    const scores = labelScores(confusion, one.labels);
    for (const key of ["precision", "recall", "f1", "support"] as const) {
      assertClose(
        scores.map((label) => label[key]),
        one[key],
        { absolute: 1e-8 },
        key,
      );
    }
  });
});

test("a label that never occurs changes neither UAR nor macro-F1", () => {
  for (const id of ["uar", "macro-f1"]) {
    const score = (labels: number): number =>
      metrics.find(id).score(answersOf([0, 0, 1, 1], [0, 1, 1, 1], labels));
    expect(score(5)).toBe(score(2));
  }
});

test("unlabelled clips, unequal lengths and no clips at all are refused", () => {
  expect(() => confusionMatrix(indices([-1]), indices([0]), 2)).toThrow("truth -1 or decision 0 of clip 0");
  expect(() => confusionMatrix(indices([0]), indices([2]), 2)).toThrow("is not one of 2 labels");
  expect(() => confusionMatrix(indices([0]), indices([]), 2)).toThrow("got 1 and 0");
  expect(() => metrics.get("accuracy").score(answersOf([], [], 2))).toThrow("got 0 and 0");
});

interface Sureness {
  labels: number;
  truth: number[];
  predicted: number[];
  probabilities: number[];
  ece: number;
  nll: number;
  brier: number;
}
const surenesses: Sureness[] = golden.sureness;
const sureAnswers = ({ truth, predicted, labels, probabilities }: Sureness) =>
  answersOf(truth, predicted, labels, probabilities);

describe("probabilities", () => {
  test.each(surenesses)("of $labels labels, against scikit-learn and NumPy", (one) => {
    const score = (id: string): number => metrics.find(id).score(sureAnswers(one));
    expect(score("ece")).toBeCloseTo(one.ece, 7);
    expect(score("nll")).toBeCloseTo(one.nll, 5);
    expect(score("brier")).toBeCloseTo(one.brier, 6);
  });

  test("their number is checked", () => {
    for (const id of ["ece", "nll", "brier"]) {
      const few = answersOf([0, 1], [0, 1], 2, [1, 0, 0]);
      expect(() => metrics.find(id).score(few), id).toThrow(
        "expected 2 probabilities of each of 2 clips, got 3",
      );
    }
  });

  test("bins hold as many clips each, the least sure first, and a clip may stand in two", () => {
    const answers = answersOf(
      [0, 0, 1, 0, 0],
      [0, 0, 0, 0, 0],
      2,
      [0.9, 0.1, 0.5, 0.5, 0.7, 0.3, 1, 0, 0.6, 0.4],
    );
    const bins = reliabilityOf(answers, 2);
    expect(bins.map(({ n }) => n)).toEqual([2.5, 2.5]);
    expect(bins[0].confidence).toBeCloseTo((0.5 + 0.6 + 0.7 / 2) / 2.5, 6);
    expect(bins[0].accuracy).toBeCloseTo(2 / 2.5, 6);
    expect(bins[1].confidence).toBeCloseTo((0.7 / 2 + 0.9 + 1) / 2.5, 6);
    expect(bins[1]).toMatchObject(wilson(2, 2.5));
  });

  test("equally sure answers count as they are together", () => {
    const same = Array.from({ length: 30 }, () => [0.8, 0.2]).flat();
    const truth = Array.from({ length: 30 }, (_, i) => (i < 15 ? 0 : 1));
    const bins = reliabilityOf(answersOf(truth, new Int32Array(30), 2, same), 5);
    for (const { accuracy } of bins) expect(accuracy).toBeCloseTo(0.5, 12);
  });
});

describe("bootstrap", () => {
  const list = [metrics.get("accuracy"), metrics.get("uar")];
  const one = labellings[0];
  const truth = indices(one.truth);
  const predicted = indices(one.predicted);
  const answers = answersOf(truth, predicted, 8);

  test("a difference is of the same resamples: none where both answer alike, narrower than what each alone could be", () => {
    const truth = Array.from({ length: 60 }, (_, i) => i % 2);
    const first = answersOf(
      truth,
      truth.map((label, i) => (i % 3 === 0 ? 1 - label : label)),
      2,
    );
    const second = answersOf(
      truth,
      truth.map((label, i) => (i % 3 === 0 && i > 5 ? 1 - label : label)),
      2,
    );
    const list = [metrics.get("accuracy")];
    const options = { seed: 4, resamples: 500 };
    expect(bootstrapDifferences(list, first, first, options)).toMatchObject([{ value: 0, low: 0, high: 0 }]);
    const [gain] = bootstrapDifferences(list, first, second, options);
    expect(gain.value).toBeCloseTo(2 / 60, 12);
    expect(gain).toMatchObject({ metric: "accuracy", n: 60, resampled: "clip" });
    expect(gain.low).toBeGreaterThanOrEqual(0);
    const [alone] = bootstrapScores(list, first, options);
    expect(gain.high - gain.low).toBeLessThan((alone.high - alone.low) / 2);
    expect(bootstrapDifferences(list, answersOf([], [], 2), answersOf([], [], 2), options)).toEqual([]);
  });

  test("accuracy's interval is the binomial one, within sampling error", () => {
    const [accuracy] = bootstrapScores(list, answers, { seed: 1 });
    const sd = Math.sqrt((one.accuracy * (1 - one.accuracy)) / 300);
    expect(accuracy).toMatchObject({ metric: "accuracy", value: one.accuracy, n: 300, resampled: "clip" });
    expect(accuracy.low).toBeCloseTo(one.accuracy - 1.96 * sd, 2);
    expect(accuracy.high).toBeCloseTo(one.accuracy + 1.96 * sd, 2);
  });

  test("is repeatable by seed, and the number of resamples counts", () => {
    const run = (seed: number, resamples: number): string =>
      JSON.stringify(bootstrapScores(list, answers, { seed, resamples }));
    expect(run(1, 200)).toBe(run(1, 200));
    expect(run(1, 200)).not.toBe(run(2, 200));
    expect(run(1, 200)).not.toBe(run(1, 300));
  });

  test("draws whole speakers: the interval widens when clips of a speaker go right or wrong together", () => {
    const speakers = Array.from({ length: 200 }, (_, i) => `speaker ${Math.floor(i / 20)}`);
    const same = new Int32Array(200);
    const right = Int32Array.from(same, (_, i) => (Math.floor(i / 20) % 2 === 0 ? 0 : 1));
    const [byClip] = bootstrapScores(list, answersOf(same, right, 2), { seed: 1 });
    const [bySpeaker] = bootstrapScores(list, answersOf(same, right, 2), { seed: 1, groups: speakers });
    expect(bySpeaker.resampled).toBe("speaker");
    expect(bySpeaker.high - bySpeaker.low).toBeGreaterThan(3 * (byClip.high - byClip.low));
  });

  test("speakers of unequal size are drawn whole", () => {
    const groups = [...Array<string>(9).fill("a"), "b"];
    const zeros = new Int32Array(10);
    const last = answersOf(zeros, [...Array<number>(9).fill(0), 1], 2);
    const [accuracy] = bootstrapScores([metrics.get("accuracy")], last, { seed: 3, groups });
    // Only three resamples exist: a a, b b, and one of each (9 of 10 right).
    expect([accuracy.low, accuracy.value, accuracy.high]).toEqual([0, 0.9, 1]);
  });

  test("a single speaker falls back to clips, no clips give no scores", () => {
    const groups = Array<string>(300).fill("a");
    expect(bootstrapScores(list, answers, { seed: 1, groups })).toEqual(
      bootstrapScores(list, answers, { seed: 1 }),
    );
    expect(bootstrapScores(list, answersOf([], [], 8), { seed: 1 })).toEqual([]);
  });

  test("draws a clip's probabilities with the clip", () => {
    const [one] = surenesses;
    const list = [metrics.get("nll"), metrics.get("ece")];
    const [nll] = bootstrapScores(list, sureAnswers(one), { seed: 1 });
    const each = one.truth.map((label, i) => -Math.log(Math.max(one.probabilities[i * 4 + label], 2 ** -23)));
    const sd = Math.sqrt(each.reduce((sum, loss) => sum + (loss - nll.value) ** 2, 0) / 150 / 150);
    expect(nll.low).toBeCloseTo(nll.value - 1.96 * sd, 1);
    expect(nll.high).toBeCloseTo(nll.value + 1.96 * sd, 1);
  });

  test("quantiles as numpy's", () => {
    const sorted = Float64Array.from(golden.quantile.values).sort();
    assertClose(
      golden.quantile.at.map((share: number) => quantile(sorted, share)),
      golden.quantile.linear,
      { absolute: 1e-8 },
    );
  });
});

describe("mcnemar", () => {
  const paired = (onlyA: number, onlyB: number, rest = 0): ReturnType<typeof mcnemar> => {
    const n = onlyA + onlyB + rest;
    const truth = new Int32Array(n);
    const a = Int32Array.from(truth, (_, i) => (i < onlyA || i >= onlyA + onlyB ? 0 : 1));
    const b = Int32Array.from(truth, (_, i) => (i < onlyA ? 1 : 0));
    return mcnemar(truth, a, b);
  };

  test.each(golden.mcnemar as { onlyA: number; onlyB: number; p: number }[])(
    "$onlyA against $onlyB as scipy's exact binomial test",
    ({ onlyA, onlyB, p }) => {
      const result = paired(onlyA, onlyB, 7);
      expect(result).toMatchObject({ onlyA, onlyB, bothRight: 7, bothWrong: 0 });
      expect(Math.abs(result.pValue - p)).toBeLessThanOrEqual(1e-9 * p);
    },
  );

  test("counts clips that both have wrong", () => {
    const result = mcnemar(indices([0, 1, 2]), indices([0, 0, 0]), indices([1, 0, 1]));
    expect(result).toEqual({ onlyA: 1, onlyB: 0, bothRight: 0, bothWrong: 2, pValue: 1 });
  });

  test("Holm's adjustment", () => {
    const adjusted = holm([0.04, 0.01, 0.03, 0.9]);
    assertClose(adjusted, [0.09, 0.04, 0.09, 0.9], { absolute: 1e-12 });
    expect(holm([])).toEqual([]);
    expect(holm([0.7, 0.8])).toEqual([1, 1]);
  });
});

test.each(golden.wilson as { right: number; n: number; low: number; high: number }[])(
  "Wilson's interval of $right of $n as scipy's",
  ({ right, n, low, high }) => {
    const interval = wilson(right, n);
    assertClose([interval.low, interval.high], [low, high], { absolute: 1e-9 });
  },
);

describe("vote rates", () => {
  test("ties, majorities and the rest", () => {
    const votes = indices([3, 3, 0, 4, 1, 1, 3, 2, 1, 2, 2, 2, 6, 0, 0]);
    expect(voteRatesOf(votes, 3, 6)).toEqual({
      members: 6,
      clips: 5,
      undecided: 0.4,
      easy: 0.4,
      barely: 0.2,
    });
  });

  test("sum to 1 and none is negative", () => {
    const drawn = fc.array(fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 5, maxLength: 5 }), {
      minLength: 1,
    });
    fc.assert(
      fc.property(drawn, (clips) => {
        const votes = new Int32Array(clips.length * 4);
        clips.forEach((decisions, clip) => {
          for (const label of decisions) votes[clip * 4 + label]++;
        });
        const { undecided, easy, barely } = voteRatesOf(votes, 4, 5);
        expect(undecided + easy + barely).toBeCloseTo(1, 12);
        expect(Math.min(undecided, easy, barely)).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  test("no clips", () => {
    expect(voteRatesOf(indices([]), 3, 2)).toEqual({
      members: 2,
      clips: 0,
      undecided: 0,
      easy: 0,
      barely: 0,
    });
  });
});

test("resamples of more speakers than fit on the stack", () => {
  const groups = Array.from({ length: 400_000 }, (_, i) => `speaker ${i >> 1}`);
  const { longest, resampled } = unitsOf(groups.length, groups);
  expect([longest, resampled]).toEqual([400_000, "speaker"]);
});
