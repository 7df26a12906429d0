/** By what the time of a report is told. */
import type { Experiment } from "../config/config.ts";
import type { Effort } from "../work/timings.ts";

/** What a report takes grows with its learners; it shows as many clips of any corpus. */
export function reportEffort({ learners }: Experiment, embedAudio: boolean): Effort {
  return { of: { report: { embedAudio } }, size: learners.length };
}
