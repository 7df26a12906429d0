import { describe, expect, test } from "vitest";
import { createRandom, type Random } from "../base/random.ts";
import { fitAlignment } from "./alignment.ts";
import { sharpen } from "./temperature.ts";

const LABELS = 4;
const SHARES = [0.4, 0.3, 0.2, 0.1];

const normalised = (values: readonly number[]): number[] => {
  const total = values.reduce((a, b) => a + b, 0);
  return values.map((value) => value / total);
};

/** The labels of a speaker's clips: in the shares, or each drawn by itself. */
function labelsOf(clips: number, balanced: boolean, random: Random): number[] {
  return Array.from({ length: clips }, (_, clip) => {
    const at = balanced ? (clip + 0.5) / clips : random.uniform();
    return SHARES.findIndex((_, label) => at < SHARES.slice(0, label + 1).reduce((a, b) => a + b));
  });
}

/** Answers to clips of speakers of whom some labels are said too often, to the power of `said`. */
function heard(options: {
  speakers: number;
  clips: number;
  leaning: number;
  balanced: boolean;
  said: number;
}) {
  const { speakers, clips, leaning, balanced, said } = options;
  const random = createRandom(7);
  const rows: number[][] = [];
  const truth: number[] = [];
  for (let speaker = 0; speaker < speakers; speaker++) {
    const factors = SHARES.map(() => Math.exp(leaning * random.normal()));
    for (const label of labelsOf(clips, balanced, random)) {
      // two units between normals: their posterior is known
      const shown = SHARES.map((_, one) => random.normal() + (one === label ? 2 : 0));
      const posterior = normalised(shown.map((x, one) => SHARES[one] * Math.exp(2 * x)));
      rows.push(normalised(posterior.map((p, one) => (p * factors[one]) ** said)));
      truth.push(label);
    }
  }
  const groups = Array.from({ length: speakers }, (_, speaker) =>
    Array.from({ length: clips }, (_, clip) => speaker * clips + clip),
  );
  return { told: Float32Array.from(rows.flat()), truth, groups };
}

describe("what is settled on", () => {
  test("the temperature of answers that nobody's voice leans, which are left all but as they are", () => {
    const { told, truth, groups } = heard({
      speakers: 40,
      clips: 20,
      leaning: 0,
      balanced: false,
      said: 0.5,
    });
    const { sharpness, shrinkage } = fitAlignment(told, truth, groups, SHARES);
    expect(sharpness).toBeGreaterThan(1.6);
    expect(sharpness).toBeLessThan(2.5);
    expect(shrinkage).toBeGreaterThanOrEqual(160);
  });

  test("believes leanings of voices that lean, and have the labels in the shares", () => {
    const { told, truth, groups } = heard({ speakers: 40, clips: 20, leaning: 1, balanced: true, said: 1 });
    const { sharpness, shrinkage } = fitAlignment(told, truth, groups, SHARES);
    expect(sharpness).toBeGreaterThan(0.8);
    // knowing how many clips have each label, one is surer than of each by itself
    expect(sharpness).toBeLessThan(1.5);
    expect(shrinkage).toBeLessThanOrEqual(5);
  });

  test("the fewer a speaker's clips tell, the less they are believed", () => {
    const shrinkageOf = (leaning: number, balanced: boolean): number => {
      const { told, truth, groups } = heard({ speakers: 60, clips: 8, leaning, balanced, said: 1 });
      return fitAlignment(told, truth, groups, SHARES).shrinkage;
    };
    expect(shrinkageOf(0.5, false)).toBeGreaterThan(shrinkageOf(0.5, true));
    expect(shrinkageOf(0.25, false)).toBeGreaterThan(shrinkageOf(1, false));
  });

  test("clips of one group are looked at together, whatever their order", () => {
    const { told, truth, groups } = heard({ speakers: 30, clips: 12, leaning: 1, balanced: true, said: 1 });
    const expected = fitAlignment(told, truth, groups, SHARES);
    const turned = groups.toReversed().map((clips) => clips.toReversed());
    expect(fitAlignment(told, truth, turned, SHARES)).toEqual(expected);
    const torn = [0, 1, 2].map((third) =>
      groups.flatMap((clips) => clips.filter((clip) => clip % 3 === third)),
    );
    expect(fitAlignment(told, truth, torn, SHARES)).not.toEqual(expected);
  });

  test("answers that are all alike are no trouble", () => {
    const even = new Float32Array(8 * LABELS).fill(1 / LABELS);
    const { sharpness, shrinkage } = fitAlignment(
      even,
      [0, 1, 2, 3, 0, 1, 2, 3],
      [
        [0, 1, 2, 3],
        [4, 5, 6, 7],
      ],
      SHARES,
    );
    expect([sharpness, shrinkage].every(Number.isFinite)).toBe(true);
  });
});

test("a row that is sharpened sums to 1 and keeps its order", () => {
  const sharp = sharpen(Float32Array.of(0.5, 0.3, 0.2, 0, 0.25, 0.25, 0.25, 0.25), 2, LABELS);
  expect(sharp[0]).toBeCloseTo(0.25 / 0.38, 6);
  expect(sharp[3]).toBeGreaterThan(0);
  expect([...sharp.subarray(4)]).toEqual([0.25, 0.25, 0.25, 0.25]);
});
