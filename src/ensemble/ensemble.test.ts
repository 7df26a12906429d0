import { describe, expect, test } from "vitest";
import { assertClose } from "../../test/assert-close.ts";
import { parseParams } from "../base/params.ts";
import type { Predictions } from "../dataset/predictions.ts";
import { createPredictions, selectClips } from "../dataset/predictions-table.ts";
import { ensembles, voteRates } from "./index.ts";

const LABELS = ["angry", "calm", "sad"];

/** A member that is sure of its decisions: one letter per clip. */
function member(source: string, decisions: string, sureness = 1): Predictions {
  const decided = Array.from(decisions, (letter) => LABELS.findIndex((label) => label.startsWith(letter)));
  return createPredictions({
    source,
    labels: LABELS,
    clipIds: decided.map((_, i) => `clip-${i}`),
    truth: new Int32Array(decided.length),
    probabilities: Float32Array.from(
      decided.flatMap((label) => LABELS.map((_, i) => (i === label ? sureness : (1 - sureness) / 2))),
    ),
  });
}

function combine(id: string, members: readonly Predictions[], params: unknown = {}): Predictions {
  const ensemble = ensembles.find(id);
  return ensemble.combine("club", members, parseParams(`ensemble ${id}`, ensemble.params, params));
}

function decisionsOf(predictions: Predictions): string {
  return Array.from(predictions.predicted, (label) => LABELS[label][0]).join("");
}

describe("majority-vote", () => {
  const members = [member("a", "sacc"), member("b", "saca"), member("c", "cass"), member("d", "ccss")];

  test("the majority wins; in a tie the first member with a tied label", () => {
    expect(decisionsOf(combine("majority-vote", members))).toBe("sacs");
    expect(decisionsOf(combine("majority-vote", [...members].reverse()))).toBe("cass");
  });

  test("the tie-breaker decides ties only, and only for a tied label", () => {
    expect(decisionsOf(combine("majority-vote", members, { tieBreaker: "c" }))).toBe("cass");
    // b says angry for the last clip, which is not tied (sad has two votes), and has the first clip's tied label.
    expect(decisionsOf(combine("majority-vote", members, { tieBreaker: "b" }))).toBe("sacs");
    // Of five members two say angry, two sad; the tie-breaker says calm: the first member with a tied label decides.
    const five = [member("v", "a"), member("w", "s"), member("x", "a"), member("y", "s"), member("z", "c")];
    expect(decisionsOf(combine("majority-vote", five, { tieBreaker: "z" }))).toBe("a");
    expect(decisionsOf(combine("majority-vote", five, { tieBreaker: "y" }))).toBe("s");
  });

  test("probabilities are vote shares, and the result is a member for the next generation", () => {
    const first = combine("majority-vote", members, { tieBreaker: "d" });
    expect([...first.probabilities.subarray(0, 3)]).toEqual([0, 0.5, 0.5]);
    expect(first.source).toBe("club");
    expect(decisionsOf(first)[0]).toBe("c");
    expect(decisionsOf(combine("majority-vote", [first, member("e", "cccc"), member("f", "cccc")]))).toBe(
      "cccc",
    );
  });

  test("a tie-breaker that is no member", () => {
    expect(() =>
      combine("majority-vote", [member("svm", "a"), member("mlp", "a")], { tieBreaker: "svn" }),
    ).toThrow(
      'ensemble majority-vote: tieBreaker: "svn" is no member; expected one of svm, mlp. Did you mean "svm"?',
    );
  });
});

describe("mean-probability", () => {
  test("averages, so that a sure member can outvote two unsure ones", () => {
    const members = [member("a", "s", 0.95), member("b", "c", 0.5), member("c", "c", 0.5)];
    const mean = combine("mean-probability", members);
    assertClose(mean.probabilities, [(0.025 + 0.25 + 0.25) / 3, (0.025 + 1) / 3, (0.95 + 0.5) / 3], {
      absolute: 1e-6,
    });
    expect(decisionsOf(mean)).toBe("s");
  });

  test("weights by member name", () => {
    const members = [member("a", "s", 0.95), member("b", "c", 0.5), member("c", "c", 0.5)];
    const mean = combine("mean-probability", members, { weights: { b: 3 } });
    assertClose(mean.probabilities, [(0.025 + 0.75 + 0.25) / 5, (0.025 + 2) / 5, (0.95 + 1) / 5], {
      absolute: 1e-6,
    });
    expect(decisionsOf(mean)).toBe("c");
    expect(() => combine("mean-probability", members, { weights: { x: 1 } })).toThrow(
      'ensemble mean-probability: weights: "x" is no member; expected one of a, b, c.',
    );
    expect(() => combine("mean-probability", members, { weights: { a: 0 } })).toThrow("weights.a");
  });
});

describe.each(["majority-vote", "mean-probability"])("%s", (id) => {
  const a = member("a", "scas", 0.9);
  const b = member("b", "ccss", 0.8);

  test("joins by clip id, not by position", () => {
    const shuffled = selectClips(b, ["clip-3", "clip-0", "clip-2", "clip-1"]);
    expect(combine(id, [a, shuffled])).toEqual(combine(id, [a, b]));
  });

  test("one member is itself", () => {
    expect(decisionsOf(combine(id, [a]))).toBe("scas");
  });

  test("names the clip that a member lacks, whichever member it is", () => {
    const short = selectClips(b, ["clip-0", "clip-1", "clip-3"]);
    expect(() => combine(id, [a, short])).toThrow("predictions of b: the clip clip-2 is missing.");
    expect(() => combine(id, [short, a])).toThrow("predictions of b: the clip clip-2 is missing; a has it.");
  });

  test("refuses other labels, other truths, the same name twice, and no members", () => {
    const renamed = { ...b, labels: ["angry", "calm", "glad"] };
    expect(() => combine(id, [a, renamed])).toThrow(
      "predictions of b: expected the labels angry, calm, sad as a has them, got angry, calm, glad.",
    );
    const other = { ...b, truth: Int32Array.of(0, 0, 2, 0) };
    expect(() => combine(id, [a, other])).toThrow(
      "predictions of b: the truth of the clip clip-2 is sad; a says angry.",
    );
    expect(() => combine(id, [a, a])).toThrow("two members have the name a");
    expect(() => combine(id, [])).toThrow("expected at least one member, got none");
  });
});

test("vote rates of members", () => {
  const members = [member("a", "sacc"), member("b", "saca"), member("c", "cass"), member("d", "ccss")];
  // s s c c: tie; a a a c: easy; c c s s: tie; c a s s: half is not more than half.
  expect(voteRates(members)).toEqual({ members: 4, clips: 4, undecided: 0.5, easy: 0.25, barely: 0.25 });
});
