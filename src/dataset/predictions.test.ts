import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ConfigError, ModelError } from "../base/errors.ts";
import { alignJudged, judge } from "./judge.ts";
import type { Judged } from "./predictions.ts";
import { formatPredictions, parsePredictions } from "./predictions-csv.ts";
import { alignPredictions, createPredictions, mergePredictions, selectClips } from "./predictions-table.ts";

const base = {
  source: "svm",
  labels: ["calm", "sad"],
  clipIds: ["a", "b", "c"],
  probabilities: Float32Array.of(0.75, 0.25, 0.5, 0.5, 0.125, 0.875),
};
const TRUTH = new Map([
  ["a", "calm"],
  ["b", "sad"],
  ["elsewhere", "glad"],
]);
const judged = judge(createPredictions(base), TRUTH);

describe("createPredictions", () => {
  test("the arg max decides, the first of equals; or whoever has decided before", () => {
    expect([...createPredictions(base).predicted]).toEqual([0, 0, 1]);
    const predicted = Int32Array.of(0, 1, 1);
    expect(createPredictions({ ...base, predicted }).predicted).toBe(predicted);
  });

  test("answers hold no truth, whatever they are made of", () => {
    const keys = ["clipIds", "labels", "predicted", "probabilities", "source"];
    expect(Object.keys(createPredictions(judged)).toSorted()).toEqual(keys);
    expect(Object.keys(selectClips(judged, ["b"])).toSorted()).toEqual(keys);
    expect(Object.keys(mergePredictions("svm", [judged])).toSorted()).toEqual(keys);
  });

  test.each([
    [
      { clipIds: ["a", "b", "a"] },
      "predictions of svm: the clip a is there twice; expected every clip once.",
    ],
    [{ labels: ["calm", "calm"] }, 'expected different labels, got "calm, calm"'],
    [{ predicted: Int32Array.of(0) }, "need 3 decisions and 6 probabilities, got 1 and 6"],
    [{ probabilities: Float32Array.of(1, 0) }, "need 3 decisions and 6 probabilities, got 3 and 2"],
    [{ predicted: Int32Array.of(0, -1, 0) }, "the clip b has the decision -1"],
    [
      { probabilities: Float32Array.of(1, 0, 1, 0, 0.5, 0.75) },
      "the probabilities of the clip c sum to 1.25000",
    ],
    [
      { probabilities: Float32Array.of(1, 0, Number.NaN, 1, 1, 0) },
      "the clip b has the probability NaN for calm",
    ],
    [
      { probabilities: Float32Array.of(1.5, -0.5, 1, 0, 1, 0) },
      "the clip a has the probability -0.5 for sad",
    ],
  ])("refuses %o", (change, message) => {
    expect(() => createPredictions({ ...base, ...change })).toThrow(ModelError);
    expect(() => createPredictions({ ...base, ...change })).toThrow(message);
  });
});

describe("mergePredictions", () => {
  test("pools the folds in order of clip id", () => {
    const whole = createPredictions({ ...base, predicted: Int32Array.of(1, 0, 1) });
    const parts = [selectClips(whole, ["c"]), selectClips(whole, ["b", "a"])];
    expect(mergePredictions("svm", parts)).toEqual(whole);
  });

  test("a clip in two folds, and folds with other labels", () => {
    const whole = createPredictions(base);
    const again = selectClips(whole, ["b"]);
    expect(() => mergePredictions("pooled", [whole, again])).toThrow(
      "predictions of pooled: the clip b is there twice; expected every clip once.",
    );
    expect(() => mergePredictions("pooled", [whole, { ...again, labels: ["sad", "calm"] }])).toThrow(
      "expected the same labels in every fold, got calm, sad and sad, calm.",
    );
  });
});

describe("alignPredictions", () => {
  const svm = createPredictions(base);
  const mlp = createPredictions({ ...base, source: "mlp", predicted: Int32Array.of(1, 0, 1) });

  test("all in the first one's order", () => {
    const [first, second] = alignPredictions([svm, selectClips(mlp, ["c", "a", "b"])]);
    expect(first).toEqual(svm);
    expect(second).toEqual(mlp);
  });

  test("none, one name twice, other labels, other clips", () => {
    expect(() => alignPredictions([])).toThrow(ConfigError);
    expect(() => alignPredictions([])).toThrow("expected at least one member, got none.");
    expect(() => alignPredictions([svm, svm])).toThrow("two members have the name svm");
    expect(() => alignPredictions([svm, { ...mlp, labels: ["sad", "calm"] }])).toThrow(
      "predictions of mlp: expected the labels calm, sad as svm has them, got sad, calm.",
    );
    expect(() => alignPredictions([svm, selectClips(mlp, ["a", "c"])])).toThrow(
      "predictions of mlp: the clip b is missing.",
    );
    expect(() => alignPredictions([selectClips(svm, ["a", "c"]), mlp])).toThrow(
      "predictions of svm: the clip b is missing; mlp has it.",
    );
  });
});

describe("judge", () => {
  test("joins the truth by clip id; clips that it does not name are unlabelled", () => {
    expect(judged).toEqual({ ...createPredictions(base), truth: Int32Array.of(0, 1, -1) });
    const turned = judge(selectClips(createPredictions(base), ["c", "b", "a"]), TRUTH);
    expect([...turned.truth]).toEqual([-1, 1, 0]);
  });

  test("a truth that is no label names the clip", () => {
    const wrong = new Map(TRUTH).set("b", "glad");
    expect(() => judge(createPredictions(base), wrong)).toThrow(ModelError);
    expect(() => judge(createPredictions(base), wrong)).toThrow(
      'predictions of svm: the truth of the clip b is "glad"; expected one of the labels calm, sad.',
    );
  });
});

describe("alignJudged", () => {
  const mlp = createPredictions({ ...base, source: "mlp" });

  test("truth goes with its clip", () => {
    const other = judge(selectClips(mlp, ["c", "a", "b"]), TRUTH);
    expect(alignJudged([judged, other])).toEqual([judged, judge(mlp, TRUTH)]);
  });

  test("members that differ in truth, and those that cannot be aligned, are errors", () => {
    const unknown = judge(mlp, new Map([["a", "calm"]]));
    expect(() => alignJudged([judged, unknown])).toThrow(ConfigError);
    expect(() => alignJudged([judged, unknown])).toThrow(
      "predictions of mlp: the truth of the clip b is unknown; svm says sad.",
    );
    expect(() => alignJudged([unknown, judged])).toThrow(
      "predictions of svm: the truth of the clip b is sad; mlp says unknown.",
    );
    expect(() => alignJudged([])).toThrow("expected at least one member, got none.");
  });
});

describe("csv", () => {
  test("as a person sees it", () => {
    expect(formatPredictions(judged)).toBe(
      "clip,truth,predicted,calm,sad\na,calm,calm,0.75,0.25\nb,sad,calm,0.5,0.5\nc,,sad,0.125,0.875\n",
    );
  });

  test("what a spreadsheet would compute is text to it, and what it was when it is read", () => {
    const clipIds = ["=1+1", "@SUM(A1)", "+cmd", "-x", "\tx", "\rx", "'=y", "'z", "-1.5", "a=b"];
    const labels = ["=HYPERLINK(1)", "-1"];
    const probabilities = Float32Array.from({ length: 20 }, (_, i) => (i + 1) % 2);
    const predictions: Judged = {
      ...createPredictions({ source: "x", labels, clipIds, probabilities }),
      truth: new Int32Array(10),
    };
    const text = formatPredictions(predictions);
    const cells = text.split("\n").map((line) => line.split(",")[0]);
    expect(cells.slice(1, 11)).toEqual([
      "'=1+1",
      "'@SUM(A1)",
      "'+cmd",
      "'-x",
      "'\tx",
      '"\'\rx"',
      "''=y",
      "'z",
      "-1.5",
      "a=b",
    ]);
    expect(text.split("\n").slice(0, 2)).toEqual([
      "clip,truth,predicted,'=HYPERLINK(1),-1",
      "'=1+1,'=HYPERLINK(1),'=HYPERLINK(1),1,0",
    ]);
    expect(parsePredictions("x", text)).toEqual(predictions);
  });

  test("a round trip restores every bit, whatever the names", () => {
    const word = fc.stringMatching(/^[a-z ,"\n\r\t;#é'=+@1-]{1,8}$/);
    const table = fc.record({
      labels: fc.uniqueArray(word, { minLength: 1, maxLength: 5 }),
      clipIds: fc.uniqueArray(word, { maxLength: 6 }),
      seed: fc.array(fc.float({ min: 0, max: 1, noNaN: true }), { minLength: 30, maxLength: 30 }),
    });
    fc.assert(
      fc.property(table, ({ labels, clipIds, seed }) => {
        const k = labels.length;
        const probabilities = new Float32Array(clipIds.length * k);
        clipIds.forEach((_, i) => {
          const row = seed.slice(i * k, i * k + k).map((value) => value + 1e-3);
          const sum = row.reduce((total, value) => total + value, 0);
          row.forEach((value, label) => {
            probabilities[i * k + label] = value / sum;
          });
        });
        const truth = Int32Array.from(clipIds, (_, i) => (i % (k + 1)) - 1);
        const predicted = Int32Array.from(clipIds, (_, i) => i % k);
        const predictions: Judged = {
          ...createPredictions({ source: "x", labels, clipIds, predicted, probabilities }),
          truth,
        };
        expect(parsePredictions("x", formatPredictions(predictions))).toEqual(predictions);
      }),
    );
  });

  test("a spreadsheet's byte-order mark, CRLF, quotes and blank lines", () => {
    const text =
      '\uFEFFclip,truth,predicted,calm,sad\r\n"a","calm","calm","0.75",0.25\r\n\r\nb,sad,calm,0.5,0.5';
    expect(parsePredictions("svm", text)).toEqual(
      judge(selectClips(createPredictions(base), ["a", "b"]), TRUTH),
    );
  });

  test.each([
    ["", 'line 1: expected the columns clip,truth,predicted and one per label, got ""'],
    ["clip,truth,predicted\n", "line 1: expected the columns clip,truth,predicted and one per label"],
    ["clip,truth,predicted,calm\na,calm\n", "line 2: expected 4 cells, got 2"],
    ["clip,truth,predicted,calm\na,glad,calm,1\n", 'line 2: expected one of the labels calm, got "glad"'],
    ["clip,truth,predicted,calm\na,,calm,1\n\nb,,,1\n", 'line 4: expected one of the labels calm, got ""'],
    ["clip,truth,predicted,calm\na,,calm,\n", 'line 2: expected a probability of calm, got ""'],
    [
      "clip,truth,predicted,calm\na,,calm,0.2\n",
      "the probabilities of the clip a sum to 0.200000; expected 1",
    ],
    ["clip,truth,predicted,calm\na,,calm,1\na,,calm,1\n", "the clip a is there twice"],
  ])("refuses %j", (text, message) => {
    expect(() => parsePredictions("mlp.csv", text)).toThrow(ConfigError);
    expect(() => parsePredictions("mlp.csv", text)).toThrow(`predictions of mlp.csv: ${message}`);
  });
});
