import { expect } from "vitest";

/**
 * Asserts that two arrays agree: |actual - expected| <= absolute + relative * max |expected|.
 * The message names the worst index, both values and the tolerance.
 */
export function assertClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: { relative?: number; absolute?: number },
  what = "values",
): void {
  expect(actual.length, `${what}: length`).toBe(expected.length);
  let scale = 0;
  for (let i = 0; i < expected.length; i++) scale = Math.max(scale, Math.abs(expected[i]));
  const allowed = (tolerance.absolute ?? 0) + (tolerance.relative ?? 0) * scale;
  let worst = -1;
  let worstError = 0;
  for (let i = 0; i < expected.length; i++) {
    const error = Math.abs(actual[i] - expected[i]);
    if (!(error <= worstError)) {
      worst = i;
      worstError = error;
    }
  }
  if (!(worstError <= allowed)) {
    throw new Error(
      `${what}: index ${worst}: got ${actual[worst]}, expected ${expected[worst]}; ` +
        `error ${worstError.toExponential(3)} > ${allowed.toExponential(3)} allowed`,
    );
  }
}
