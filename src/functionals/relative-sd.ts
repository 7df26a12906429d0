import { defineFunctional, noUnit } from "./functional.ts";

export const relativeSd = defineFunctional({
  id: "relative-sd",
  summary: "standard deviation over the size of the mean; 0 where the mean is 0",
  source: "scipy.stats.variation 1.17, absolute; stddevNorm of Eyben et al. 2016 (GeMAPS)",
  units: noUnit,
  compute(run, into, at) {
    into[at] = run.mean === 0 ? 0 : Math.sqrt(run.variance) / Math.abs(run.mean);
  },
});
