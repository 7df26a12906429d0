import { defineFunctional, unitPer } from "./functional.ts";

export const meanRise = defineFunctional({
  id: "mean-rise",
  summary: "mean of the steps from frame to frame that go up; 0 where none does",
  source: "numpy.diff 2.4",
  units: (unit) => [unitPer(unit, "frame")],
  compute({ values }, into, at) {
    into[at] = meanStep(values, 1);
  },
});

/** The mean of the steps that go up (sign 1) or down (sign -1). */
export function meanStep(values: Float64Array, sign: 1 | -1): number {
  let sum = 0;
  let count = 0;
  for (let i = 1; i < values.length; i++) {
    const step = values[i] - values[i - 1];
    if (step * sign > 0) {
      sum += step;
      count++;
    }
  }
  return count === 0 ? 0 : sum / count;
}
