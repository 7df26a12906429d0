import { defineFunctional } from "./functional.ts";

/** dB, where the mean is not above. */
const FLOOR_DB = -100;

export const meanLevel = defineFunctional({
  id: "mean-level",
  summary: "10 log10 of the mean of powers, dB; not below -100 dB",
  source: "equivalentSoundLevel_dBp of Eyben et al. 2016 (eGeMAPS)",
  units: () => ["dB"],
  compute(run, into, at) {
    into[at] = run.mean > 0 ? Math.max(FLOOR_DB, 10 * Math.log10(run.mean)) : FLOOR_DB;
  },
});
