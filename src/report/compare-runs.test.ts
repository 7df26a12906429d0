import { describe, expect, test } from "vitest";
import { toyInputs } from "../../test/toy-report.ts";
import { describeComparison } from "../cli/describe-comparison.ts";
import type { Judged } from "../dataset/predictions.ts";
import { compareRuns, type FinishedRun } from "./compare-runs.ts";
import { renderComparisonHtml } from "./compare-runs-html.ts";
import { differenceText, settingText, verdictOf } from "./compare-runs-words.ts";
import { buildReport, scoresFileOf } from "./index.ts";

const INPUTS = toyInputs();
const COLUMNS = new Map(INPUTS.clips.map(({ id, speaker = "", sex = "female" }) => [id, { speaker, sex }]));
const OPTIONS = { columns: COLUMNS, seed: 1 };

/** The toy experiment with only some of its learners, its answers perhaps changed. */
function run(
  path: string,
  learners: readonly string[],
  { C = 1, change = (one: Judged): Judged => one }: { C?: number; change?: (one: Judged) => Judged } = {},
): FinishedRun {
  const recognisers = INPUTS.recognisers.filter(({ name }) => learners.includes(name));
  return {
    path,
    scores: { ...scoresFileOf(buildReport({ ...INPUTS, recognisers })), name: path.split("/").at(-1) ?? "" },
    experiment: { seed: 7, learners: Object.fromEntries(learners.map((name) => [name, { model: { C } }])) },
    answers: new Map(recognisers.map(({ name, predictions }) => [name, change(predictions)])),
  };
}

describe("runs side by side", () => {
  test("the best of both and learners of one name, on the same clips", () => {
    const { runs, pairs, settings, notes } = compareRuns(
      [run("runs/a", ["mlp", "svm"]), run("runs/b", ["mlp"], { C: 10 })],
      OPTIONS,
    );
    expect(runs.map(({ name, learners }) => [name, learners.map((one) => one.name)])).toEqual([
      ["a", ["svm", "mlp"]],
      ["b", ["mlp"]],
    ]);
    expect(pairs.map(({ a, b }) => [a, b])).toEqual([
      [
        { run: "a", learner: "svm" },
        { run: "b", learner: "mlp" },
      ],
      [
        { run: "a", learner: "mlp" },
        { run: "b", learner: "mlp" },
      ],
    ]);
    const [best, same] = pairs;
    // svm is wrong on clips 0, 5, 9; mlp on 0 to 7
    expect(best).toMatchObject({ clips: 24, onlyA: 6, onlyB: 1, bothRight: 15, bothWrong: 2 });
    expect(best.pValue).toBeCloseTo(0.125, 12);
    expect(best.adjusted).toBeCloseTo(0.25, 12);
    expect(best.difference).toMatchObject({ metric: "uar", resampled: "speaker", n: 24 });
    expect(best.difference.value).toBeCloseTo(16 / 24 - 21 / 24, 12);
    expect(best.differing.map(({ clipId, right }) => `${clipId} ${right}`)).toEqual([
      "clip-09 b",
      ...["01", "02", "03", "04", "06", "07"].map((id) => `clip-${id} a`),
    ]);
    expect(best.differing[0]).toMatchObject({ truth: "calm", a: { label: "happy" }, b: { label: "calm" } });
    expect(same).toMatchObject({ agreement: 1, differing: [], difference: { value: 0, low: 0, high: 0 } });
    expect(settings).toEqual([
      { key: "learners.mlp.model.C", values: ["1", "10"] },
      { key: "learners.svm.model.C", values: ["1", null] },
    ]);
    expect(notes).toEqual([]);
  });

  test("other orders of clips and labels, and more clips, are no difference", () => {
    const turned = (one: Judged): Judged => ({
      ...one,
      labels: one.labels.toReversed(),
      clipIds: one.clipIds.toReversed().slice(4),
      predicted: one.predicted
        .map((label) => 2 - label)
        .reverse()
        .slice(4),
      truth: one.truth
        .map((label) => 2 - label)
        .reverse()
        .slice(4),
      probabilities: one.probabilities.toReversed().slice(12),
    });
    const { pairs, notes } = compareRuns([run("a", ["svm"]), run("b", ["svm"], { change: turned })], OPTIONS);
    expect(pairs).toMatchObject([{ clips: 20, agreement: 1, differing: [], onlyA: 0, onlyB: 0 }]);
    expect(notes).toEqual([
      "a was tested on 4 clips that b was not, and b on 0 others: pairs are compared on the clips of both.",
    ]);
  });

  test("runs that tell different truths, or have no clip in common, cannot be compared", () => {
    const wrong = (one: Judged): Judged => ({ ...one, truth: one.truth.map((label) => (label + 1) % 3) });
    expect(() => compareRuns([run("a", ["svm"]), run("b", ["svm"], { change: wrong })], OPTIONS)).toThrow(
      "the truth of the clip clip-00 is calm in a and happy in b",
    );
    const other = (one: Judged): Judged => ({ ...one, clipIds: one.clipIds.map((id) => `x-${id}`) });
    expect(() => compareRuns([run("a", ["svm"]), run("b", ["svm"], { change: other })], OPTIONS)).toThrow(
      "a and b have no labelled clip in common",
    );
    expect(() => compareRuns([run("a", ["svm"])], OPTIONS)).toThrow("expected two runs or more, got 1");
  });

  test("by a column of the clips, by label in the order of labels, or beside a setting", () => {
    const two = [run("a", ["svm"]), run("b", ["mlp", "svm"], { C: 10 })];
    const bySex = compareRuns(two, { ...OPTIONS, by: "sex" }).groups;
    expect(bySex?.contestants).toHaveLength(3);
    expect(bySex?.rows.map(({ value, n }) => [value, n])).toEqual([
      ["female", 12],
      ["male", 12],
    ]);
    // of the even clips svm has 0 wrong, of the odd ones 5 and 9
    expect(bySex?.rows.map(({ cells }) => cells[0].accuracy)).toEqual([11 / 12, 10 / 12]);
    const byLabel = compareRuns(two, { columns: new Map(), seed: 1, by: "label" }).groups;
    expect(byLabel?.rows.map(({ value }) => value)).toEqual(["calm", "happy", "sad"]);
    const bySetting = compareRuns(two, { ...OPTIONS, by: "learners.svm.model.C" });
    expect(bySetting.setting).toEqual({ key: "learners.svm.model.C", values: ["1", "10"] });
    expect(() => compareRuns(two, { ...OPTIONS, by: "colour" })).toThrow(
      "--by colour: is neither a setting of the runs nor a column of their clips.",
    );
  });

  test("what a vote says is told in votes", async () => {
    const comparison = compareRuns([run("a", ["club"]), run("b", ["mlp"])], OPTIONS);
    expect(comparison.pairs[0].a).toEqual({ run: "a", learner: "club", votes: 2 });
    expect(comparison.pairs[0].b).toEqual({ run: "b", learner: "mlp" });
    const page = await renderComparisonHtml(comparison, new Map());
    expect(page).toMatch(/<td class="hit">\w+ [12] of 2<\/td><td class="miss">\w+ 60 %<\/td>/);
    expect(describeComparison(comparison).join("\n")).toMatch(/ \w+ [12] of 2 .* \w+ 60 % /);
  });

  test("who knows the speakers, and what is pre-trained, is told of every learner and pair", async () => {
    const known = run("b", ["svm", "mlp"]);
    const recognisers = known.scores.recognisers.map((one) =>
      one.name === "svm" ? { ...one, knowsSpeakers: true as const, pretrained: true as const } : one,
    );
    const comparison = compareRuns(
      [run("a", ["mlp"]), { ...known, scores: { ...known.scores, recognisers } }],
      { ...OPTIONS, by: "sex" },
    );
    expect(comparison.runs[1].learners[0]).toMatchObject({ knowsSpeakers: true, pretrained: true });
    expect(comparison.pairs[0].b).toEqual({
      run: "b",
      learner: "svm",
      knowsSpeakers: true,
      pretrained: true,
    });
    const page = await renderComparisonHtml(comparison, new Map());
    expect(page.match(/speakers known; pre-trained/g)).toHaveLength(3);
    expect(page).toContain(
      "Only svm of b knows the tested speakers by other clips. Only svm of b rests on pre-trained weights.",
    );
    const lines = describeComparison(comparison).join("\n");
    expect(lines).toMatch(/87\.5 \([^)]*\); speakers known; pre-trained/);
    expect(lines).toMatch(/mlp of a +svm of b; speakers known; pre-trained +24/);
    expect(lines).toMatch(/sex +clips +mlp of a +svm of b; speakers known; pre-trained/);
  });

  test("protocols that differ and leaks are told", () => {
    const leaky = run("b", ["svm"]);
    const { notes } = compareRuns(
      [run("a", ["svm"]), { ...leaky, scores: { ...leaky.scores, protocol: "leaky", leaky: true } }],
      OPTIONS,
    );
    expect(notes).toEqual([
      "b leaks on purpose: its scores are worthless as measurements.",
      "a was measured by speaker, 4 folds and b by leaky, 4 folds (LEAKY: worthless): a difference may be the protocol's.",
    ]);
  });

  test("in words", () => {
    const { pairs } = compareRuns([run("a", ["svm"]), run("b", ["mlp"])], OPTIONS);
    const [pair] = pairs;
    const within = (low: number, high: number) =>
      verdictOf({ ...pair, difference: { ...pair.difference, low, high } });
    expect(within(-0.4, 0.001)).toBe(
      "svm of a is 20.8 points of UAR better than mlp of b on the same 24 clips (95 % interval −0.1 to +40.0, over speakers): maybe chance.",
    );
    expect(within(-0.4, -0.001)).toContain("(95 % interval +0.1 to +40.0, over speakers): more than chance.");
    expect(verdictOf({ ...pair, difference: { ...pair.difference, value: 0.2, low: 0.1, high: 0.3 } })).toBe(
      "mlp of b is 20.0 points of UAR better than svm of a on the same 24 clips (95 % interval +10.0 to +30.0, over speakers): more than chance.",
    );
    expect(differenceText({ ...pair.difference, value: -0.0001, low: -0.05, high: 0.1 })).toBe(
      "0.0 (−5.0 to +10.0)",
    );
    expect([null, '"rbf"', "[1,2]"].map(settingText)).toEqual(["–", "rbf", "[1,2]"]);
  });

  test("a page that plays the clips, with nothing from the network and no name as markup", async () => {
    const evil = `<img src=x onerror="alert(1)">`;
    const renamed = (one: Judged): Judged => ({
      ...one,
      clipIds: one.clipIds.map((id) => id.replace("09", evil)),
    });
    const comparison = compareRuns(
      [run("a", ["svm"], { change: renamed }), run("b", ["mlp"], { change: renamed })],
      OPTIONS,
    );
    const page = await renderComparisonHtml(comparison, new Map([[`clip-${evil}`, `../${evil}.wav`]]));
    expect(page).not.toContain("<img");
    expect(page.match(/class="play" data-clip/g)).toHaveLength(1);
    expect(page).toMatch(/script-src 'sha256-[\w+/]{43}='/);
    expect(page.match(/https?:\/\/|@import|url\(/g)).toBeNull();
    expect(page.match(/undefined(?!")|NaN|\[object/g)).toBeNull();
    for (const text of ["Only the second is right", "Only the first is right", "balanced accuracy"]) {
      expect(page, text).toContain(text);
    }
  });
});
