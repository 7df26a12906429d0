import { defineFunctional, unitPer } from "./functional.ts";

export const meanChange = defineFunctional({
  id: "mean-change",
  summary: "mean of the steps from frame to frame, whether they go up or down; 0 of a single frame",
  source: "numpy.diff 2.4",
  units: (unit) => [unitPer(unit, "frame")],
  compute({ values }, into, at) {
    let sum = 0;
    for (let i = 1; i < values.length; i++) sum += Math.abs(values[i] - values[i - 1]);
    into[at] = sum / Math.max(1, values.length - 1);
  },
});
