import { describe, expect, test } from "vitest";
import { ConfigError } from "../base/errors.ts";
import { judge } from "../dataset/judge.ts";
import { createPredictions } from "../dataset/predictions-table.ts";
import { joinMembers, type MemberAnswers } from "./members.ts";
import { parseOutside } from "./outside-csv.ts";

const TRUTH = new Map([
  ["a", "calm"],
  ["b", "sad"],
  ["c", "sad"],
]);
const FOLDS = new Map([
  ["a", "one"],
  ["b", "two"],
  ["c", "one"],
]);

/** Answers with the probability of the first label. */
function member(
  source: string,
  clips: Readonly<Record<string, number>>,
  change: Partial<MemberAnswers> = {},
): MemberAnswers {
  const labels = change.labels ?? ["calm", "sad"];
  const probabilities = Float32Array.from(Object.values(clips).flatMap((p) => [p, 1 - p]));
  const parts = createPredictions({ source, labels, clipIds: Object.keys(clips), probabilities });
  const truth = new Map([...TRUTH].filter(([, label]) => labels.includes(label)));
  return { ...judge(parts, truth), kind: "learner", votesOnly: false, foldOf: FOLDS, ...change };
}

const svm = member("svm", { a: 0.75, b: 0.25, c: 0.5 });

describe("members are joined by clip id and label", () => {
  test("whatever their order", () => {
    const mlp = member("mlp", { c: 0.875, a: 0.125, b: 0.5 }, { labels: ["sad", "calm"] });
    const { labels, clipIds, truth, members, folds, notes } = joinMembers([svm, mlp]);
    expect([labels, clipIds, [...truth]]).toEqual([
      ["calm", "sad"],
      ["a", "b", "c"],
      [0, 1, 1],
    ]);
    expect([...members[1].predictions.probabilities]).toEqual([0.875, 0.125, 0.5, 0.5, 0.125, 0.875]);
    expect([...members[1].predictions.predicted]).toEqual([0, 1, 1]);
    expect([folds?.names, [...(folds?.of ?? [])]]).toEqual([
      ["one", "two"],
      [0, 1, 0],
    ]);
    expect(members.map(({ doubt }) => doubt)).toEqual([null, null]);
    expect(notes).toEqual([]);
  });

  test("the truth is taken from whoever knows it", () => {
    const blind = { ...svm, source: "blind", truth: Int32Array.of(-1, -1, -1) };
    expect([...joinMembers([blind, svm]).truth]).toEqual([0, 1, 1]);
    expect([...joinMembers([blind]).truth]).toEqual([-1, -1, -1]);
  });

  test.each([
    [[svm, svm], "two members have the name svm"],
    [[], "expected at least one member"],
    [[svm, member("mlp", { a: 1, b: 1 })], "predictions of mlp: 1 clip missing that svm has (c)."],
    [[member("mlp", { a: 1 }), svm], "predictions of mlp: 2 clips missing that svm has (b, c)."],
    [
      [svm, member("mlp", { a: 1, b: 1, c: 1 }, { labels: ["calm", "glad"] })],
      "predictions of mlp: expected the labels calm, sad as svm has them; glad too many; sad missing.",
    ],
    [
      [svm, { ...svm, source: "mlp", truth: Int32Array.of(0, 0, 0) }],
      "predictions of mlp: the truth of 2 clips is not what svm says (b, c); b is calm here and sad there.",
    ],
  ])("what does not agree is refused: %#", (given, message) => {
    expect(() => joinMembers(given)).toThrow(ConfigError);
    expect(() => joinMembers(given)).toThrow(message);
  });
});

describe("who is not known to be honest is told of", () => {
  test("folds that nobody declared, and folds that leak", () => {
    const outside = { ...svm, source: "outside", foldOf: null };
    const leaky = { ...svm, source: "leaky", doubt: "copies were on both sides" };
    const { members, notes, folds } = joinMembers([outside, leaky, svm]);
    expect(members.map(({ doubt }) => doubt)).toEqual([
      "its folds are not declared",
      "copies were on both sides",
      null,
    ]);
    expect(notes).toHaveLength(2);
    expect(notes[0]).toContain("outside is not trusted: its folds are not declared");
    expect(folds?.names).toEqual(["one", "two"]);
    expect(joinMembers([outside, leaky]).folds).toBeNull();
  });

  test("other folds are a note, other names of the same folds are not", () => {
    const renamed = new Map([...FOLDS].map(([id, fold]) => [id, `${fold}!`]));
    expect(joinMembers([svm, { ...svm, source: "same", foldOf: renamed }]).notes).toEqual([]);
    const finer = new Map([...FOLDS.keys()].map((id) => [id, id]));
    expect(joinMembers([svm, { ...svm, source: "finer", foldOf: finer }]).notes).toEqual([
      expect.stringContaining("finer was answered in other folds than svm"),
    ]);
    const coarser = new Map([...FOLDS.keys()].map((id) => [id, "all"]));
    expect(joinMembers([svm, { ...svm, source: "coarser", foldOf: coarser }]).notes).toHaveLength(1);
  });

  test("declared folds that leave a clip out are refused", () => {
    const given = { ...svm, foldOf: new Map([["a", "one"]]) };
    expect(() => joinMembers([given])).toThrow("svm: the fold of 2 clips is not said (b, c)");
  });
});

describe("outside csv", () => {
  test("probabilities, truth and folds, in any order of the columns", () => {
    const text = "fold,sad,clip,calm,truth\n1,0.25,a,0.75,calm\n2,1,'=b,0,\n";
    const { foldOf, truth, ...own } = parseOutside("py", text);
    expect(own).toMatchObject({
      labels: ["sad", "calm"],
      clipIds: ["a", "=b"],
      votesOnly: false,
      kind: "outside",
    });
    expect([...own.probabilities]).toEqual([0.25, 0.75, 1, 0]);
    expect([...own.predicted]).toEqual([1, 0]);
    expect([...truth]).toEqual([1, -1]);
    expect([...(foldOf ?? [])]).toEqual([
      ["a", "1"],
      ["=b", "2"],
    ]);
  });

  test("labels alone, as a contest's csv has them: votes, of folds that nobody knows", () => {
    const votes = parseOutside("sheet", "filename,label\nb,sad\na,calm\nc,sad\n");
    expect(votes).toMatchObject({ labels: ["calm", "sad"], votesOnly: true, foldOf: null });
    expect([...votes.probabilities]).toEqual([0, 1, 1, 0, 0, 1]);
    const joined = joinMembers([svm, { ...votes, labels: ["calm", "sad"] }]);
    expect([...joined.members[1].predictions.predicted]).toEqual([0, 1, 1]);
  });

  test("votes may know fewer labels than the others", () => {
    const joined = joinMembers([svm, parseOutside("sheet", "clip,predicted\na,sad\nb,sad\nc,sad\n")]);
    expect([...joined.members[1].predictions.predicted]).toEqual([1, 1, 1]);
    expect([...joined.members[1].predictions.probabilities]).toEqual([0, 1, 0, 1, 0, 1]);
  });

  test.each([
    ["clip,truth\na,calm\n", "line 1: expected the columns clip"],
    ["path,calm,sad\na,1,0\n", "line 1: expected the columns clip"],
    ["clip,calm,sad\n", "expected a row per clip"],
    ["clip,calm,sad\na,1\n", "line 2: expected 3 cells, got 2"],
    ["clip,calm,sad\na,1,0\nb,NaN,0\n", 'line 3: expected a probability of calm for b, got "NaN"'],
    ["clip,calm,sad\na,1,\n", 'line 2: expected a probability of sad for a, got ""'],
    ["clip,calm,sad\na,0.5,0.75\n", "the probabilities of the clip a sum to 1.25"],
    ["clip,calm,sad\na,1,0\na,1,0\n", "the clip a is there twice"],
    ["clip,calm,sad,truth\na,1,0,glad\n", 'line 2: expected one of the labels calm, sad, got "glad"'],
    ["clip,predicted\na,\n", "line 2: expected a label, got nothing"],
    ["clip,calm,sad,fold\na,1,0,1\nb,1,0,\n", "the clip b has no fold"],
  ])("refuses %j", (text, message) => {
    expect(() => parseOutside("py", text)).toThrow(ConfigError);
    expect(() => parseOutside("py", text)).toThrow(message);
  });
});
