import { describe, expect, test } from "vitest";
import { augmentations } from "../augment/index.ts";
import { parseParams } from "../base/params.ts";
import type { Clip } from "../corpus/corpus.ts";
import type { Predictions } from "../dataset/predictions.ts";
import { createPredictions } from "../dataset/predictions-table.ts";
import { escapeHtml } from "../report/markup.ts";
import {
  buildCheck,
  type Check,
  type CheckReport,
  checkHtml,
  PERTURBATIONS,
  parseCheckReport,
} from "./index.ts";

const LABELS = ["calm", "happy", "sad"];
const [FIRST] = PERTURBATIONS;

/** 40 clips of two speakers, happy and sad by turns. */
const CLIPS: Clip[] = Array.from({ length: 40 }, (_, i) => ({
  id: `c${i}`,
  path: `/c${i}.wav`,
  corpus: "toy",
  label: i % 2 === 0 ? "happiness" : "sadness",
  speaker: i < 20 ? "a" : "b",
  sex: i < 20 ? "female" : "male",
}));

/** The truth but for the given clips, with a probability of 0.8. */
function answersOf(wrong: readonly number[] = [], label = (i: number) => 1 + (i % 2)): Predictions {
  return createPredictions({
    source: "toy",
    labels: LABELS,
    clipIds: CLIPS.map(({ id }) => id),
    probabilities: Float32Array.from(
      CLIPS.flatMap((_, i) => {
        const said = wrong.includes(i) ? 3 - label(i) : label(i);
        return LABELS.map((_, at) => (at === said ? 0.8 : 0.1));
      }),
    ),
  });
}

function checked(
  answers: Predictions,
  changed: readonly Predictions[] = [],
  clips: readonly Clip[] = CLIPS,
  labels: readonly string[] = [...new Set(clips.flatMap(({ label }) => label ?? []))].toSorted(),
  trainedOn: readonly string[] = [],
): CheckReport {
  return buildCheck({
    recogniser: "toy",
    fit: "f00d",
    corpus: "toy (clips)",
    clips,
    trainedOn: new Set(trainedOn),
    labels,
    answers,
    changed: changed.map((one) => ({ perturbation: FIRST, answers: one })),
    notes: [],
  });
}

function find(report: CheckReport, id: string): Check {
  const found = report.checks.find((check) => check.id === id);
  if (found === undefined) throw new Error(`no check ${id}`);
  return found;
}

test("every change is an augmentation with all its parameters", () => {
  expect(new Set(PERTURBATIONS.map(({ id }) => id)).size).toBe(PERTURBATIONS.length);
  for (const { augment } of PERTURBATIONS) {
    const { params } = augmentations.find(augment.id);
    expect(parseParams(augment.id, params, augment.params)).toMatchObject(augment.params);
  }
});

describe("changed recordings", () => {
  test("count the labels that stay, and how much less is right", () => {
    const report = checked(answersOf(), [answersOf([0, 1, 2, 3])]);
    expect(find(report, FIRST.id)).toMatchObject({
      value: 0.9,
      needs: "at least",
      threshold: 0.95,
      passed: false,
    });
    expect(find(report, FIRST.id).detail).toContain("changes by 0.070");
    const lost = find(report, `${FIRST.id}-uar`);
    expect(lost.value).toBeCloseTo(0.1, 6);
    expect(lost).toMatchObject({ needs: "at most", passed: false });
  });

  test("that change nothing pass", () => {
    const report = checked(answersOf([7]), [answersOf([7])]);
    expect(find(report, FIRST.id)).toMatchObject({ value: 1, passed: true });
    expect(find(report, `${FIRST.id}-uar`)).toMatchObject({ value: 0, passed: true });
  });

  test("need no labels", () => {
    const unlabelled = CLIPS.map(({ label: _none, ...clip }): Clip => clip);
    const report = checked(answersOf(), [answersOf([0, 1])], unlabelled);
    expect(report.checks.map(({ id }) => id)).toEqual([FIRST.id, "largest-share"]);
    expect(report).toMatchObject({ labelled: 0, shared: [], confusion: [] });
    expect(report.notes).toEqual(["The clips have no labels: what needs them is left out."]);
  });
});

describe("labels of another corpus", () => {
  test("are matched by meaning, and that is said", () => {
    const report = checked(answersOf());
    expect(report.shared).toEqual([
      { corpus: "happiness", recogniser: "happy" },
      { corpus: "sadness", recogniser: "sad" },
    ]);
    expect(report.notes).toEqual([
      "Taken for the same: happiness and happy, sadness and sad.",
      "Scores are about 2 shared labels: of the answers, the most probable of these counts, and calm do not.",
    ]);
    expect(find(report, "uar")).toMatchObject({ value: 1, passed: true });
    expect(report.confusion).toEqual([
      [20, 0],
      [0, 20],
    ]);
  });

  test("an answer of a label that is not shared counts as the most probable shared one", () => {
    const answers = answersOf();
    // calm, and after it the truth
    answers.probabilities.set([0.5, 0.4, 0.1], 0);
    answers.predicted[0] = 0;
    expect(find(checked(answers), "uar").value).toBe(1);
  });

  test("clips of labels that nobody knows are not scored", () => {
    const clips = CLIPS.map((clip, i): Clip => (i < 4 ? { ...clip, label: "pride" } : clip));
    const report = checked(answersOf([0, 1, 2, 3]), [], clips);
    expect(report.labelled).toBe(36);
    expect(find(report, "uar").value).toBe(1);
    expect(report.notes[1]).toBe("Clips of labels that the recogniser does not know are not scored: pride.");
  });

  test("labels of the corpus that the sample lacks are shared all the same: an answer may be one of them", () => {
    const some = CLIPS.filter(({ label }) => label !== "happiness");
    const report = checked(answersOf(), [], some, ["happiness", "sadness"]);
    expect(report.shared.map(({ corpus }) => corpus)).toEqual(["happiness", "sadness"]);
  });

  test("fewer than two shared labels score nothing", () => {
    const clips = CLIPS.map((clip): Clip => ({ ...clip, label: "sad" }));
    const report = checked(answersOf(), [], clips);
    expect(report.checks.map(({ id }) => id)).toEqual(["largest-share"]);
    expect(report.notes).toContain("Fewer than two labels are shared: nothing is scored.");
  });
});

test("right answers to clips that it was trained on are not looked at", () => {
  const [first, second] = CLIPS.map(({ id }) => id);
  const wrong = checked(answersOf([0, 1]));
  const memory = checked(answersOf([0, 1]), [], CLIPS, undefined, [first, second]);
  expect(memory.labelled).toBe(wrong.labelled - 2);
  expect(find(memory, "uar").value).toBe(1);
  expect(find(wrong, "uar").value).toBeLessThan(1);
  const all = checked(
    answersOf(),
    [],
    CLIPS,
    undefined,
    CLIPS.map(({ id }) => id),
  );
  expect(all.labelled).toBe(0);
  expect(all.checks.map(({ id }) => id)).not.toContain("uar");
});

describe("people", () => {
  test("a sex that is understood worse fails", () => {
    // of the women, half are wrong
    const report = checked(answersOf(Array.from({ length: 10 }, (_, i) => i)));
    expect(find(report, "sex-female").value).toBeCloseTo(0.25, 6);
    expect(find(report, "sex-male").value).toBeCloseTo(0.25, 6);
    expect(find(report, "sex-male").passed).toBe(false);
    expect(find(report, "speaker")).toMatchObject({ value: 0.25, passed: true });
    expect(find(report, "speaker").detail).toBe("2 speakers: a 50.0 % of 20 clips, b 100.0 %, all 75.0 %");
  });

  test("of one sex, or of few clips each, are not compared", () => {
    const clips = CLIPS.map((clip, i): Clip => ({ ...clip, sex: "female", speaker: `${i % 8}` }));
    const ids = checked(answersOf(), [], clips).checks.map(({ id }) => id);
    expect(ids).not.toContain("sex-female");
    expect(ids).not.toContain("speaker");
  });
});

test("probabilities that promise too much fail", () => {
  const wrong = Array.from({ length: 20 }, (_, i) => 2 * i);
  // of two labels, 0.8 is 8/9
  expect(find(checked(answersOf(wrong)), "ece").value).toBeCloseTo(8 / 9 - 0.5, 5);
  expect(find(checked(answersOf(wrong)), "ece").passed).toBe(false);
  expect(find(checked(answersOf([0, 1, 20, 21])), "ece").passed).toBe(true);
});

test("one label for everything fails", () => {
  const report = checked(answersOf([], () => 1));
  expect(find(report, "largest-share")).toMatchObject({ value: 1, passed: false, detail: "happy" });
  expect(find(report, "shares")).toMatchObject({ value: 0.5, passed: false });
  expect(report.shares).toEqual([
    { label: "calm", share: 0 },
    { label: "happy", share: 1 },
    { label: "sad", share: 0 },
  ]);
});

test("is written as JSON and read again; anything else is refused with the file's name", () => {
  const report = checked(answersOf([3]), [answersOf()]);
  expect(parseCheckReport("check.json", JSON.stringify(report))).toEqual(report);
  expect(() => parseCheckReport("check.json", "{")).toThrow("check.json: expected JSON");
  expect(() => parseCheckReport("check.json", "{}")).toThrow(/^check\.json: version/);
});

test("the page shows every check, names are text, and nothing comes from elsewhere", async () => {
  const report = checked(answersOf([3]), [answersOf([1, 2, 3, 4, 5])]);
  const page = await checkHtml({ ...report, recogniser: "<b>toy" });
  for (const { name, detail } of report.checks) {
    expect(page).toContain(escapeHtml(name));
    expect(page).toContain(escapeHtml(detail));
  }
  expect(page).toContain("✗ failed");
  expect(page).toContain("✓ passed");
  expect(page).not.toContain("<b>toy");
  expect(page.match(/<script|https?:\/\/(?!www\.w3\.org)|@import|url\(/g)).toBeNull();
  expect(page.match(/undefined(?!")|NaN|\[object/g)).toBeNull();
});
