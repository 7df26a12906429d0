import { describe, expect, test } from "vitest";
import type { WorkEvent } from "../../../src/experiment/work/events.ts";
import type { CorpusTable, GivenLabel, RunAnswers } from "../../../src/studio/answers.ts";
import type { JobRecord } from "../../../src/studio/jobs/job.ts";
import {
  type Answers,
  areaUnder,
  confusionOf,
  groupsOf,
  keyOf,
  operatingPoints,
  pairOf,
  partsOf,
} from "./answers.ts";
import { doubtOf, learnerOf, outcomeOf, settledOf, type Table, tableOf } from "./bench.ts";
import { countValues, NO_VALUE, passing, sorted, valueAt } from "./clips.ts";
import { chosenFiles } from "./dropped.ts";
import { unfinished } from "./job-states.ts";
import { AS_GIVEN, agreementOf, type Opinions, withAll, withGiven } from "./opinions.ts";
import { advanced, fitSecondsLeft, type JobProgress, NOTHING, recalledFrom, shareOf } from "./progress.ts";
import { remembered } from "./remembered.ts";
import { clipAt, joinedColumns, valuesOf } from "./run-corpora.ts";
import { namesByPlace, withoutName } from "./run-names.ts";

const table: CorpusTable = {
  at: "corpus",
  reader: "csv",
  licence: "",
  citation: "",
  warnings: [],
  ids: ["a1", "a2", "b1", "b2"],
  fields: {
    label: { values: ["happy", "sad"], codes: [0, 1, 0, -1] },
    speaker: { values: ["1", "2", "10"], codes: [0, 1, 2, 2] },
  },
  facts: null,
};

describe("clips", () => {
  test("pass by value, by no value, by their name, and if they are in the lasso", () => {
    expect(passing(table, new Map([["label", new Set(["happy"])]]), "")).toEqual([0, 2]);
    expect(passing(table, new Map([["label", new Set(["happy", NO_VALUE])]]), "")).toEqual([0, 2, 3]);
    expect(
      passing(
        table,
        new Map([
          ["label", new Set(["happy"])],
          ["speaker", new Set(["10"])],
        ]),
        "",
      ),
    ).toEqual([2]);
    expect(passing(table, new Map(), "A")).toEqual([0, 1]);
    expect(passing(table, new Map(), "", new Set(["a2", "b2"]))).toEqual([1, 3]);
  });

  test("are counted by value, those without one last", () => {
    expect(countValues(table.fields.label, [0, 1, 2, 3])).toEqual([
      { value: "happy", count: 2 },
      { value: "sad", count: 1 },
      { value: NO_VALUE, count: 1 },
    ]);
  });

  test("are sorted, numbers by size, unknown ones last either way", () => {
    const keys = [3, undefined, 1, 2];
    expect(sorted([0, 1, 2, 3], (row) => keys[row], false)).toEqual([2, 3, 0, 1]);
    expect(sorted([0, 1, 2, 3], (row) => keys[row], true)).toEqual([0, 3, 2, 1]);
    expect(sorted([0, 1, 2], (row) => ["s10", "s9", "s1"][row], false)).toEqual([2, 1, 0]);
  });
});

describe("a learner's key", () => {
  test("is read again", () => {
    expect(partsOf(keyOf('runs/a "b"', "knn"))).toEqual({ at: 'runs/a "b"', learner: "knn" });
  });

  test.each(["", "runs/a", "{}", "null", '["runs/a"]', '["runs/a",1]', '["runs/a","knn","svm"]'])(
    "that an address does not hold is a sentence: %s",
    (text) => {
      expect(() => partsOf(text)).toThrow(
        `"${text}" names no learner of a run. Choose it on the page of runs.`,
      );
    },
  );
});

test("clips of several corpora are one table: ids, speakers and sentences by their corpus, labels together", () => {
  const other = { ids: ["a1"], fields: { label: { values: ["calm", "sad"], codes: [1] } } };
  const parts = [
    { name: "one", prefix: "one/", table },
    { name: "two", prefix: "two/", table: other },
  ];
  expect(joinedColumns(parts)).toEqual({
    ids: ["one/a1", "one/a2", "one/b1", "one/b2", "two/a1"],
    fields: {
      label: { values: ["happy", "sad", "calm"], codes: [0, 1, 0, -1, 1] },
      speaker: { values: ["one/1", "one/2", "one/10"], codes: [0, 1, 2, 2, -1] },
      corpus: { values: ["one", "two"], codes: [0, 0, 0, 0, 1] },
    },
  });
  expect(joinedColumns([{ name: "one", prefix: "", table }])).toBe(table);
  const places = [
    { name: "one", prefix: "one/", at: "a" },
    { name: "two", prefix: "two/", at: null },
  ];
  expect(clipAt(places, "one/a1")).toEqual({ corpus: "a", clip: "a1" });
  expect(clipAt(places, "two/a1")).toBeUndefined();
});

function answersOf(learner: string, says: string, truth = "aabb"): Answers {
  const labels = ["a", "b"];
  const raw: RunAnswers = {
    at: "run",
    learner,
    labels,
    ids: table.ids,
    truth: [...truth].map((one) => labels.indexOf(one)),
    predicted: [...says].map((one) => labels.indexOf(one)),
    votes: null,
    folds: [0, 1, 0, 1],
    probabilities: [...says].flatMap((one, i) => (one === "a" ? [0.9 - 0.1 * i, 0.1 + 0.1 * i] : [0.2, 0.8])),
  };
  return {
    ...raw,
    truth: Int32Array.from(raw.truth),
    predicted: Int32Array.from(raw.predicted),
    probabilities: Float32Array.from(raw.probabilities),
    rowOf: new Map(raw.ids.map((id, row) => [id, row])),
  };
}

describe("answers", () => {
  const answers = answersOf("x", "abbb");

  test("have a confusion", () => {
    const confusion = confusionOf(answers, [0, 1, 2, 3]);
    expect([...confusion]).toEqual([1, 1, 0, 2]);
  });

  test("are right by group, in order of what is known of them", () => {
    expect(groupsOf(answers, [0, 1, 2, 3], (row) => valueAt(table.fields.speaker, row))).toMatchObject([
      { value: "1", n: 1, right: 1 },
      { value: "2", n: 1, right: 0 },
      { value: "10", n: 2, right: 2 },
    ]);
    expect(groupsOf(answers, [0, 1, 2, 3], (row) => valueAt(table.fields.sex, row))).toBeNull();
  });

  test("have operating points from nothing to everything, equally sure ones at once", () => {
    const points = operatingPoints(answers, [0, 1, 2, 3], 1);
    expect(points[0]).toEqual({ falseAlarms: 0, misses: 1 });
    expect(points.at(-1)).toEqual({ falseAlarms: 1, misses: 0 });
    expect(points).toHaveLength(3);
    // of 4 pairs of one of b and one of a two are ties and two are in order
    expect(areaUnder(points)).toBeCloseTo(0.75, 12);
  });

  test("are compared on the clips that both know, label by label", () => {
    const other = {
      ...answersOf("y", "aaba"),
      rowOf: new Map([
        ["a1", 0],
        ["a2", 1],
        ["b2", 3],
      ]),
    };
    expect(pairOf(answers, other)).toMatchObject({
      clips: 3,
      onlyA: 1,
      onlyB: 1,
      bothRight: 1,
      agreement: 1 / 3,
    });
    expect(pairOf(answers, { ...other, rowOf: new Map() })).toBeNull();
  });

  test("differ by so much UAR, with an interval over clips, or whole speakers where all are known", () => {
    const worse = answersOf("y", "bbbb");
    const pair = pairOf(answers, worse);
    expect(pair?.difference).toMatchObject({
      value: (pair?.uarA ?? 0) - (pair?.uarB ?? 0),
      resampled: "clip",
      n: 4,
    });
    expect(pair?.difference.value).toBe(0.25);
    const speaker = valuesOf([{ name: "corpus", prefix: "", table }]);
    const bySpeaker = pairOf(answers, worse, (id) => speaker("speaker", id));
    expect(bySpeaker?.difference).toMatchObject({ value: 0.25, resampled: "speaker" });
    expect(pairOf(answers, worse, (id) => speaker("sex", id))?.difference.resampled).toBe("clip");
    // a label that only the other one knows is a wrong answer, too
    const foreign = { ...worse, labels: ["a", "b", "c"], predicted: Int32Array.of(2, 2, 2, 2) };
    expect(pairOf(answers, foreign)).toMatchObject({ uarB: 0, onlyB: 0 });
  });
});

describe("the bench", () => {
  const members = ["abba", "abab", "aabb"].map((says, i) => ({
    key: `${i}`,
    name: `m${i}`,
    answers: answersOf(`m${i}`, says),
    doubt: null,
  }));
  const seated = (): Table => {
    const found = tableOf(members);
    if (typeof found === "string") throw new Error(found);
    return found;
  };

  test("votes, counts and ties follow the choice of members", () => {
    const all = outcomeOf(seated(), { rule: "votes", weights: [1, 1, 1], tieBreakers: [0, 1, 2] });
    expect([...all.predicted]).toEqual([0, 1, 1, 1]);
    expect(all).toMatchObject({ accuracy: 0.75, uar: 0.75, rates: { easy: 1 } });
    const two = outcomeOf(seated(), { rule: "votes", weights: [1, 0, 1], tieBreakers: [2, 0, 1] });
    expect([...two.predicted]).toEqual([0, 0, 1, 1]);
    expect(two.rates.undecided).toBe(0.5);
    expect([0, 1].map((clip) => settledOf(seated(), [1, 0, 1], clip))).toEqual(["easy", "undecided"]);
  });

  test("folds are those that all members share", () => {
    expect([...(seated().folds ?? [])]).toEqual([0, 1, 0, 1]);
    expect(seated().notes).toEqual([]);
    const other = { ...members[2], answers: { ...members[2].answers, folds: [0, 0, 1, 1] } };
    expect(tableOf([...members.slice(0, 2), other])).toMatchObject({
      notes: [expect.stringContaining("m2 was answered in other folds than m0")],
    });
  });

  test("who leaks is not trusted: its folds are nobody's", () => {
    const leaky = members.map((one) => ({ ...one, doubt: doubtOf({ leaky: true }) }));
    expect(tableOf(leaky)).toMatchObject({
      folds: null,
      notes: members.map(({ name }) => expect.stringMatching(`^${name} is not trusted: copies of one clip`)),
    });
    expect(doubtOf({ leaky: false })).toBeNull();
  });

  test("members that contradict each other about the truth are told apart", () => {
    const corrected = { ...members[0], answers: answersOf("m0", "abba", "abbb") };
    expect(tableOf([members[1], corrected])).toContain(
      "predictions of m0: the truth of 1 clip is not what m1 says (a2); a2 is b here and a there.",
    );
  });

  test("are saved as the learner that answers so: members that count, their weights, and who decides ties", () => {
    const seats = [
      { learner: "svm", weight: 2 },
      { learner: "mlp", weight: 0 },
      { learner: "knn", weight: 1 },
    ];
    const own = { members: ["svm", "knn"], weights: { svm: 2, knn: 1 } };
    expect(learnerOf("votes", seats)).toEqual({ id: "majority-vote", ...own, tieBreaker: ["svm", "knn"] });
    expect(learnerOf("mean", seats)).toEqual({ id: "mean-probability", ...own });
    expect(learnerOf("mean", seats.slice(2))).toEqual({ id: "mean-probability", members: ["knn"] });
    expect(learnerOf("ranked", seats)).toBeUndefined();
  });

  test("members with other labels, or without a clip in common, are told apart", () => {
    const stranger = { ...members[0], name: "s", answers: { ...members[0].answers, labels: ["a", "c"] } };
    expect(tableOf([members[1], stranger])).toContain(
      "predictions of s: expected the labels a, b as m1 has them; c too many; b missing.",
    );
    const apart = { ...members[0], answers: { ...members[0].answers, rowOf: new Map() } };
    expect(tableOf([members[1], apart])).toBe("These members were tested on no clip in common.");
  });
});

describe("opinions", () => {
  const given = (id: string, annotator: string, label: string | null): GivenLabel => ({
    id,
    annotator,
    label,
    bad: false,
    at: "",
  });
  const all = [
    given("a1", "eva", "happy"),
    given("a1", "tom", "happy"),
    given("a2", "eva", "happy"),
    given("a2", "tom", "sad"),
    given("b1", "tom", "sad"),
  ];
  const opinions = all.reduce<Opinions>(withGiven, new Map());

  test("agree with the corpus and with each other", () => {
    const labels = new Map([
      ["a1", "happy"],
      ["a2", "sad"],
      ["b1", "happy"],
    ]);
    const { pairs, fleiss } = agreementOf(opinions, (id) => labels.get(id));
    expect(pairs).toMatchObject([
      { a: AS_GIVEN, b: "eva", clips: 2, same: 1 },
      { a: AS_GIVEN, b: "tom", clips: 3, same: 2 },
      { a: "eva", b: "tom", clips: 2, same: 1, kappa: 0 },
    ]);
    expect(fleiss).toMatchObject({ clips: 2, annotators: 2 });
  });

  test("are read all at once as one by one", () => {
    const more = [...all, given("b1", "tom", null), given("a2", "tom", "happy")];
    expect(withAll(new Map(), more)).toEqual(more.reduce<Opinions>(withGiven, new Map()));
    expect(withAll(opinions, [given("a1", "eva", "sad")]).get("a1")?.size).toBe(2);
    expect(opinions.get("a1")?.get("eva")?.label).toBe("happy");
  });

  test("are taken back", () => {
    const back = withGiven(withGiven(opinions, given("b1", "tom", null)), given("a2", "tom", null));
    expect(back.get("b1")?.size).toBe(0);
    expect([...(back.get("a2")?.keys() ?? [])]).toEqual(["eva"]);
  });
});

test("a training that was resumed tells of its last epochs again: each counts once", () => {
  const report = (epoch: number, loss: number) => ({
    epoch,
    epochs: 9,
    stage: 1,
    loss,
    accuracy: 0,
    learningRate: 0.1,
    batchSize: 8,
  });
  const told = [report(1, 3), report(2, 2), report(3, 1.5), report(2, 2), report(3, 1)].map((one) => ({
    kind: "epoch" as const,
    learner: "x",
    scope: "fold-1",
    report: one,
  }));
  const progress = told.reduce((all, event) => advanced(all, event, 0), NOTHING);
  expect(progress.epochs.get("x, fold-1")?.map(({ epoch, loss }) => [epoch, loss])).toEqual([
    [1, 3],
    [2, 2],
    [3, 1],
  ]);
});

test("what is made of a key is made once, and what is undefined, too", () => {
  const asked: string[] = [];
  const lengthOf = remembered((text: string) => {
    asked.push(text);
    return text === "" ? undefined : text.length;
  });
  expect([lengthOf("ab"), lengthOf(""), lengthOf("ab"), lengthOf("")]).toEqual([2, undefined, 2, undefined]);
  expect(asked).toEqual(["ab", ""]);
});

test("runs of one name are told apart by their folders, however many learners each has", () => {
  const runs = [
    { at: "runs/a", name: "own" },
    { at: "runs/a", name: "own" },
    { at: "runs/b", name: "own" },
    { at: "runs/c", name: "other" },
  ];
  expect(runs.map(namesByPlace(runs))).toEqual(["own (a)", "own (a)", "own (b)", "other"]);
  expect(namesByPlace(runs)({ at: "runs/gone", name: "gone" })).toBe("gone");
});

test("a new experiment from another one leaves its name behind, and no other", () => {
  const yaml = (name: string) => `seed: 1\n${name}learners:\n  knn:\n    name: knn\n`;
  expect(withoutName(yaml("name: first\n"))).toBe(yaml(""));
  expect(withoutName(yaml(""))).toBe(yaml(""));
});

test("of a chosen folder what is hidden is left out, as systems add it", () => {
  const files = [
    "own/b 10.wav",
    "own/.DS_Store",
    "own/sad/._a.wav",
    "own/.git/a.wav",
    "own/sad/a.wav",
    "own/b 9.wav",
  ];
  const chosen = chosenFiles(
    files.map((path) =>
      Object.assign(new File([], path.split("/").at(-1) ?? ""), { webkitRelativePath: path }),
    ),
  );
  expect(chosen.map(({ file, folders }) => [...folders, file.name].join("/"))).toEqual([
    "own/b 9.wav",
    "own/b 10.wav",
    "own/sad/a.wav",
  ]);
});

describe("how far a job is", () => {
  const ofFit = (scope: string, rest: { state: "waiting" | "begun" } | { state: "done"; known: boolean }) =>
    ({ kind: "fit", learner: "x", scope, seconds: 1, ...rest }) as const;
  const epoch = (scope: string, at: number, epochs = 9) => {
    const report = { epoch: at, epochs, stage: 1, loss: 1, accuracy: 0, learningRate: 0.1, batchSize: 8 };
    return { kind: "epoch", learner: "x", scope, report } as const;
  };
  const folds = ["a", "b", "c", "d"];
  const waiting = folds.map((scope): [number, WorkEvent] => [1000, ofFit(scope, { state: "waiting" })]);
  const toldAll = (told: readonly [number, WorkEvent][], from: JobProgress = NOTHING) =>
    told.reduce((all, [at, event]) => advanced(all, event, at), from);
  const logOf = (told: readonly [number, WorkEvent][]) =>
    told.map(([at, event]) => `${JSON.stringify({ at, ...event })}\n`).join("");

  test("fits that were known, and what came before the first one, count for no time", () => {
    const progress = toldAll([
      ...waiting,
      [1100, ofFit("a", { state: "done", known: true })],
      [1200, ofFit("b", { state: "done", known: true })],
      [50_000, ofFit("c", { state: "begun" })],
      [60_000, ofFit("c", { state: "done", known: false })],
      // another learner that holds it
      [60_100, ofFit("c", { state: "waiting" })],
      [60_200, ofFit("c", { state: "done", known: true })],
    ]);
    expect(shareOf(progress)).toBe(0.75);
    expect(fitSecondsLeft(progress, 60_000)).toBe(10);
  });

  test("epochs are parts of a fit; those that a checkpoint spared took no time", () => {
    const whole = toldAll([
      ...waiting.slice(0, 2),
      [2000, ofFit("a", { state: "begun" })],
      [7000, epoch("a", 5)],
    ]);
    expect(shareOf(whole)).toBe(0.25);
    const resumed = toldAll([
      [2000, ofFit("a", { state: "begun" })],
      [3000, epoch("a", 5)],
      [4000, epoch("a", 6)],
    ]);
    // two of the six that were left
    expect(fitSecondsLeft(resumed, 4000)).toBeCloseTo(4, 9);
    expect(fitSecondsLeft(toldAll(waiting), 4000)).toBeUndefined();
  });

  test("a log of two goes tells of the last, with the epochs of both", () => {
    const began = "2026-01-01T00:00:00.000Z";
    const log = logOf([
      ...waiting,
      [2000, ofFit("a", { state: "begun" })],
      [3000, epoch("a", 1)],
      [3001, { kind: "note", learner: "x", scope: "a", message: "odd" }],
      [4000, ofFit("a", { state: "done", known: false })],
      [Date.parse(began), ofFit("a", { state: "waiting" })],
      [Date.parse(began) + 1, { kind: "note", learner: "x", scope: "a", message: "odd" }],
    ]);
    const progress = recalledFrom(log, began);
    expect([...progress.fits].map(([name, { isDone }]) => [name, isDone])).toEqual([["x, a", false]]);
    expect(progress.epochs.get("x, a")).toHaveLength(1);
    expect(progress.notes).toEqual(["x, a: odd"]);
    expect(recalledFrom(log, null)).toEqual({ ...NOTHING, epochs: progress.epochs });
  });

  test("what was heard while the log was read changes nothing where the log has it", () => {
    const told: [number, WorkEvent][] = [
      ...waiting,
      [2000, ofFit("a", { state: "begun" })],
      [3000, epoch("a", 1)],
      [3500, epoch("a", 2)],
      [4000, ofFit("a", { state: "done", known: false })],
    ];
    const whole = toldAll(told);
    expect(toldAll(told.slice(5), recalledFrom(logOf(told), new Date(0).toISOString()))).toEqual(whole);
    expect(toldAll(told.slice(5), recalledFrom(logOf(told.slice(0, 7)), new Date(0).toISOString()))).toEqual(
      whole,
    );
  });
});

test("a job that did not get done is shown until another one of its place does, or works on it", () => {
  const job = (at: string, state: JobRecord["state"], created: number, ended: number | null): JobRecord => ({
    ...{ id: `${at}${created}`, spec: { kind: "facts", corpus: at }, name: at, at, state },
    ...{
      created: `2026-01-0${created}`,
      began: null,
      ended: ended === null ? null : `2026-01-0${ended}`,
      problem: null,
    },
  });
  const shown = (...jobs: JobRecord[]) => unfinished(jobs, "facts").map(({ id }) => id);
  expect(shown(job("a", "done", 2, 3), job("a", "failed", 1, 1), job("b", "stopped", 1, 2))).toEqual(["b1"]);
  expect(shown(job("a", "failed", 2, 3), job("a", "done", 1, 1))).toEqual(["a2"]);
  // resumed since
  expect(shown(job("a", "failed", 2, 2), job("a", "running", 1, null))).toEqual(["a1"]);
  expect(shown(job("a", "failed", 2, 2), job("a", "done", 1, 3))).toEqual([]);
  expect(unfinished([job("a", "failed", 1, 1)], "map")).toEqual([]);
});
