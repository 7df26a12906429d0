import { describe, expect, test } from "vitest";
import { createRandom, type Random } from "../base/random.ts";
import type { Answers } from "./answers.ts";
import { holdoutBound, luckOfBest } from "./holdout.ts";
import { type BoardReading, readBoard, type Scored } from "./overfitting.ts";

const LABELS = 8;
const ROWS = 300;
const PUBLIC = 150;
const LABELLED = 1000;

/** A contest whose labels this test knows; half of its rows are public. */
function contestOf(random: Random) {
  const truth = Int32Array.from({ length: ROWS }, () => random.integer(LABELS));
  const rightOf = (answers: Answers, from: number, to: number): number =>
    answers.subarray(from, to).filter((label, row) => label === truth[from + row]).length / (to - from);
  return {
    truth,
    publicOf: (answers: Answers) => rightOf(answers, 0, PUBLIC),
    privateOf: (answers: Answers) => rightOf(answers, PUBLIC, ROWS),
    /** Another file: some of the answers drawn anew, so that they are right with the given chance. */
    changed(answers: Answers, share: number, accuracy: number): Answers {
      return answers.map((label, row) => {
        if (random.uniform() >= share) return label;
        return random.uniform() < accuracy
          ? truth[row]
          : (truth[row] + 1 + random.integer(LABELS - 1)) % LABELS;
      });
    },
  };
}

/** What is measured on labelled clips of a file that is right so often. */
function localScore(random: Random, accuracy: number): NonNullable<Scored["local"]> {
  let right = 0;
  for (let clip = 0; clip < LABELLED; clip++) if (random.uniform() < accuracy) right++;
  const value = right / LABELLED;
  return { protocol: "random", value, low: value - 0.025, high: value + 0.025, n: LABELLED };
}

/** Files that grow better by work on labelled clips: 60 to 80 %. */
function honestLog(seed: number): BoardReading {
  const random = createRandom(seed);
  const contest = contestOf(random);
  let answers = contest.changed(contest.truth, 1, 0.6);
  let accuracy = 0.6;
  const files = Array.from({ length: 12 }, (_, i): Scored => {
    answers = contest.changed(answers, 0.3, 0.65 + 0.02 * i);
    accuracy += 0.3 * (0.65 + 0.02 * i - accuracy);
    const local = localScore(random, accuracy);
    return { file: `honest-${i}`, public: contest.publicOf(answers), local, answers };
  });
  return readBoard(files, PUBLIC);
}

/** Files that follow the board: some answers of the best drawn anew, which on labelled clips makes none better. */
function followedLog(seed: number): { reading: BoardReading; overfit: number } {
  const random = createRandom(seed);
  const contest = contestOf(random);
  let best = contest.changed(contest.truth, 1, 0.6);
  const files: Scored[] = [];
  for (let i = 0; i < 60; i++) {
    const answers = i === 0 ? best : contest.changed(best, 0.15, 0.6);
    const score = contest.publicOf(answers);
    if (score > contest.publicOf(best)) best = answers;
    files.push({ file: `followed-${i}`, public: score, local: localScore(random, 0.6), answers });
  }
  return { reading: readBoard(files, PUBLIC), overfit: contest.publicOf(best) - contest.privateOf(best) };
}

const SEEDS = Array.from({ length: 20 }, (_, seed) => seed);
const isOverfitted = ({ excess }: BoardReading): boolean => excess !== null && excess.value > excess.byLuck;

const mean = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b) / numbers.length;

describe("readBoard", () => {
  test("a board that was used to look is rarely called overfitted", () => {
    expect(SEEDS.map(honestLog).filter(isOverfitted).length).toBeLessThanOrEqual(3);
  });

  test("a board that was followed is, by no more than it is", () => {
    const logs = SEEDS.map(followedLog);
    expect(logs.filter(({ reading }) => isOverfitted(reading)).length).toBeGreaterThanOrEqual(18);
    const told = mean(logs.map(({ reading }) => reading.excess?.value ?? 0));
    const overfit = mean(logs.map((one) => one.overfit));
    expect(told).toBeGreaterThan(overfit / 2);
    expect(told).toBeLessThan(overfit);
    for (const { reading, overfit: one } of logs) expect(one).toBeLessThan(reading.bound.adaptive);
  });

  /** Files of 100 rows that differ in so many of them from the first. */
  const file = (name: string, score: number, local: number | null, differs: number): Scored => ({
    file: name,
    public: score,
    local: local === null ? null : { protocol: "random", value: local, low: local, high: local, n: 1000 },
    answers: Int32Array.from({ length: 100 }, (_, row) => (row < differs ? 1 : 0)),
  });

  test("a step of the ladder is above the last by more than files that differ so much do by luck", () => {
    const files = [file("a", 0.7, null, 0), file("b", 0.72, null, 20), file("c", 0.79, null, 20)];
    expect(readBoard(files, 100)).toMatchObject({
      leader: "c",
      steps: ["a", "c"],
      better: null,
      excess: null,
    });
    // 5 of 400 rows are less than files differ that disagree in a fifth
    expect(readBoard([file("a", 0.7, null, 0), file("b", 0.74, null, 20)], 100).steps).toEqual(["a"]);
    expect(readBoard([file("a", 0.7, null, 0), file("b", 0.74, null, 20)], 400).steps).toEqual(["a", "b"]);
  });

  test("a lead within luck does not make up for a worse local score", () => {
    const close = [file("a", 0.7, 0.8, 0), file("b", 0.72, 0.75, 20)];
    const { better } = readBoard(close, 100);
    expect(better?.file).toBe("a");
    expect(better?.behind).toBeCloseTo(0.02);
    expect(better?.byLuck).toBeCloseTo(1.645 * Math.sqrt(0.2 / 100), 4);
    expect(readBoard(close, 10_000).better).toBeNull();
    expect(readBoard([file("a", 0.7, 0.7, 0), file("b", 0.72, 0.75, 20)], 100).better).toBeNull();
  });
});

describe("bounds", () => {
  test("by hand", () => {
    expect(holdoutBound(150, 1, 0).fixed).toBeCloseTo(Math.sqrt(Math.log(20) / 300), 12);
    const two = holdoutBound(150, 2, 1);
    expect(two.fixed).toBeCloseTo(Math.sqrt(Math.log(40) / 300), 12);
    expect(two.adaptive).toBeCloseTo(Math.sqrt(Math.log(40 * 151) / 300), 12);
    expect(two.ladder).toBe(two.adaptive);
    const many = holdoutBound(150, 10, 1);
    expect(many.ladder).toBeCloseTo(Math.sqrt(Math.log((1 + 9 * 151) * 100 * 20) / 300), 12);
    expect(holdoutBound(20, 50, 2).adaptive).toBe(1);
  });

  test("luck grows with files and with how much they differ, and shrinks with rows", () => {
    expect(luckOfBest(1, 0.5, 100)).toBe(0);
    expect(luckOfBest(10, 0.2, 100)).toBeCloseTo(Math.sqrt(0.001) * Math.sqrt(2 * Math.log(10)), 12);
    expect(luckOfBest(20, 0.2, 100)).toBeGreaterThan(luckOfBest(10, 0.2, 100));
    expect(luckOfBest(10, 0.2, 400)).toBeCloseTo(luckOfBest(10, 0.2, 100) / 2, 12);
  });
});
