import { describe, expect, test } from "vitest";
import { createRandom } from "../base/random.ts";
import { fitSharpness } from "./temperature.ts";

const LABELS = 4;

/** Truths drawn by probabilities, of which those to the power of `said` are told. */
function drawn(clips: number, said: number) {
  const random = createRandom(5);
  const told = new Float32Array(clips * LABELS);
  const truth: number[] = [];
  const normalised = (values: readonly number[]): number[] => {
    const total = values.reduce((a, b) => a + b, 0);
    return values.map((value) => value / total);
  };
  for (let clip = 0; clip < clips; clip++) {
    const true_ = normalised(Array.from({ length: LABELS }, () => Math.exp(1.5 * random.normal())));
    const at = random.uniform();
    const sums = true_.map((_, label) => true_.slice(0, label + 1).reduce((a, b) => a + b));
    truth.push(sums.findIndex((sum, label) => at < sum || label === LABELS - 1));
    told.set(normalised(true_.map((p) => p ** said)), clip * LABELS);
  }
  return { told, truth };
}

describe("the temperature", () => {
  test.each([0.25, 1, 4])("of probabilities to the power of %f is found again", (said) => {
    const { told, truth } = drawn(20_000, said);
    const sharpness = fitSharpness(told, truth, LABELS);
    expect(sharpness * said).toBeGreaterThan(0.97);
    expect(sharpness * said).toBeLessThan(1.03);
  });

  test("is where the negative log likelihood is least", () => {
    const { told, truth } = drawn(200, 3);
    const loss = (sharpness: number): number =>
      truth.reduce((sum, label, clip) => {
        const powers = Array.from(told.subarray(clip * LABELS, (clip + 1) * LABELS), (p) => p ** sharpness);
        return sum - Math.log(powers[label] / powers.reduce((a, b) => a + b));
      }, 0);
    const best = fitSharpness(told, truth, LABELS);
    expect(loss(best)).toBeLessThan(loss(best * 1.01));
    expect(loss(best)).toBeLessThan(loss(best * 0.99));
  });

  test("has ends: of answers that are always right, or right by chance", () => {
    const two = Float32Array.of(0.9, 0.1, 0.1, 0.9);
    expect(fitSharpness(two, [0, 1], 2)).toBeGreaterThan(15);
    expect(fitSharpness(two, [1, 0], 2)).toBeCloseTo(0.01, 4);
  });

  test("takes what was ruled out for unlikely, not for impossible", () => {
    expect(fitSharpness(Float32Array.of(1, 0, 1, 0, 1, 0), [0, 0, 1], 2)).toBeGreaterThan(0.01);
  });
});
