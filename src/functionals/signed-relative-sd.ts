import { defineFunctional, noUnit } from "./functional.ts";

export const signedRelativeSd = defineFunctional({
  id: "signed-relative-sd",
  summary: "standard deviation over the mean, below 0 where the mean is; 0 where the mean is 0",
  source: "scipy.stats.variation 1.17; stddevNorm of openSMILE 3.0",
  units: noUnit,
  compute(run, into, at) {
    into[at] = run.mean === 0 ? 0 : Math.sqrt(run.variance) / run.mean;
  },
});
