import { describe, expect, test } from "vitest";
import { createRandom } from "../base/random.ts";
import { createPredictions } from "../dataset/predictions-table.ts";
import { breedOptions } from "./breed-options.ts";
import { breedMembers, verdictOf } from "./breeding.ts";
import { breedingData, breedingFile } from "./breeding-file.ts";
import { breedingHtml } from "./breeding-html.ts";
import type { Members } from "./members.ts";
import { nestedScore } from "./nested.ts";

const LABELS = ["calm", "sad"];
const CLIPS = 80;
const OPTIONS = breedOptions.parse({ generations: 6, population: 10 });

/** Members whose answers have nothing to do with the truth: whatever is selected, it knows nothing. */
function guessers(count: number): Members {
  const random = createRandom(7);
  const clipIds = Array.from({ length: CLIPS }, (_, i) => `clip ${i}`);
  const members = Array.from({ length: count }, (_, i) => {
    const probabilities = clipIds.flatMap(() => {
      const p = random.uniform();
      return [p, 1 - p];
    });
    const predictions = createPredictions({
      source: `<m${i}>`,
      labels: LABELS,
      clipIds,
      probabilities: Float32Array.from(probabilities),
    });
    return {
      name: `<m${i}>`,
      kind: "learner" as const,
      votesOnly: false,
      predictions,
      doubt: i === 0 ? "its folds are not declared" : null,
      measured: null,
    };
  });
  return {
    labels: LABELS,
    clipIds,
    truth: Int32Array.from(clipIds, (_, i) => i % 2),
    members,
    folds: { names: ["a", "b", "c", "d"], of: Int32Array.from(clipIds, (_, i) => (i >> 1) % 4) },
    notes: ["a note"],
  };
}

describe("nested scores", () => {
  const { members, truth, folds } = guessers(40);
  const input = {
    members: members.map(({ predictions }) => predictions),
    truth,
    folds: folds?.of ?? new Int32Array(CLIPS),
    foldCount: 4,
  };

  test("a selection sees no clip of the fold that it answers", () => {
    const seen: string[][] = [];
    const { answers } = nestedScore("all", input, (own, known) => {
      expect(known).toHaveLength(60);
      seen.push([...own[0].clipIds]);
      return { rule: "mean", weights: own.map(() => 1), tieBreakers: [] };
    });
    seen.forEach((ids, fold) => {
      const held = ids.filter((id) => input.folds[members[0].predictions.clipIds.indexOf(id)] === fold);
      expect(held).toEqual([]);
    });
    expect(answers.clipIds).toHaveLength(CLIPS);
    expect([...answers.truth].filter((label) => label === 1)).toHaveLength(40);
  });

  test("what is selected among guessers looks good inside only: the gap says so", () => {
    const { inside, outside, gap } = nestedScore("best", input, (own, known) => {
      const right = own.map(({ predicted }) => predicted.filter((label, i) => label === known[i]).length);
      return {
        rule: "mean",
        weights: right.map((count) => (count === Math.max(...right) ? 1 : 0)),
        tieBreakers: [],
      };
    });
    expect(inside.accuracy).toBeGreaterThan(0.6);
    expect(outside.accuracy).toBeLessThan(0.6);
    expect(gap.accuracy).toBeCloseTo(inside.accuracy - outside.accuracy, 12);
  });
});

describe("breeding", () => {
  test("clips whose truth nobody knows are left out, and folds that nobody says are dealt", () => {
    const given = guessers(5);
    const truth = given.truth.slice();
    truth.fill(-1, 0, 10);
    const half = breedMembers({ ...given, truth, folds: null }, OPTIONS, 1);
    expect(half.clips).toBe(70);
    expect(half.folds).toEqual({ count: 5, dealt: true });
    expect(half.notes.join()).toContain("clips were dealt into 5");
    expect(() => breedMembers({ ...given, truth: truth.fill(-1) }, OPTIONS, 1)).toThrow(
      "no member knows the truth",
    );
    expect(() => breedMembers({ ...given, members: given.members.slice(1, 2) }, OPTIONS, 1)).toThrow(
      "expected two members at least",
    );
  });

  test("a bred ensemble that is one member under another name is told of", () => {
    const { members, ...rest } = guessers(3);
    const twin = { ...members[1], name: "twin", predictions: { ...members[1].predictions, source: "twin" } };
    const options = breedOptions.parse({
      generations: 6,
      population: 10,
      fitness: "accuracy",
      rules: ["votes"],
      sizePenalty: 0,
      diversity: 0,
    });
    const { bred, warnings } = breedMembers({ ...rest, members: [members[1], twin] }, options, 1);
    expect(bred.combination.weights).toEqual([1, 1]);
    expect(warnings).toEqual(["inbreeding: the ensemble answers as <m1> alone does on 100 % of the clips."]);
  });

  test("the page says it where breeding is not better, and trusts nobody's names", async () => {
    const done: number[] = [];
    const breeding = breedMembers(guessers(12), OPTIONS, 2, (seed) => void done.push(seed));
    expect(done).toEqual([1, 2]);
    expect(breeding.seeds.map(({ seed }) => seed)).toEqual([1, 2]);
    expect(breedingFile.parse(JSON.parse(JSON.stringify(breedingData(breeding))))).toMatchObject({
      clips: CLIPS,
      bred: { combination: { weights: breeding.bred.combination.weights } },
    });
    const low = breeding.seeds.map((one) => ({ ...one, outside: { accuracy: 0.1, uar: 0.1 } }));
    const worse = { ...breeding, seeds: low };
    expect(verdictOf(worse)).toContain(
      "Breeding is not better here: on clips that it was not selected on, it has 10.0 %",
    );
    const high = breeding.seeds.map((one) => ({ ...one, outside: { accuracy: 1, uar: 1 } }));
    expect(verdictOf({ ...breeding, seeds: high })).toMatch(
      /^On clips that it was not selected on, breeding has 100.0 % over 2 seeds; best member alone /,
    );
    const page = await breedingHtml(worse);
    expect(page).toContain("Breeding is not better here");
    expect(page).toContain("&lt;m0&gt;");
    expect(page).not.toContain("<m0>");
    expect(page).not.toContain("<script");
    expect(page).toContain("no: its folds are not declared");
    expect(page).toContain("a note");
  });
});
