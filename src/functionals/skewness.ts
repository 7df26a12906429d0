import { defineFunctional, noUnit } from "./functional.ts";

export const skewness = defineFunctional({
  id: "skewness",
  summary: "third moment over the cube of the deviation; 0 where the values are alike but for rounding",
  source: "scipy.stats.skew 1.17, biased",
  units: noUnit,
  compute(run, into, at) {
    const { third, isConstant } = run.moments;
    into[at] = isConstant ? 0 : third / run.variance ** 1.5;
  },
});
