import { defineFunctional, noUnit } from "./functional.ts";

export const kurtosis = defineFunctional({
  id: "kurtosis",
  summary: "excess kurtosis: 0 for a normal distribution, and where the values are alike but for rounding",
  source: "scipy.stats.kurtosis 1.17, biased",
  units: noUnit,
  compute(run, into, at) {
    const { fourth, isConstant } = run.moments;
    into[at] = isConstant ? 0 : fourth / (run.variance * run.variance) - 3;
  },
});
