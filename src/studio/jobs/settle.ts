/** Where the work of a job lies. */
import { checkFileOf } from "../checks.ts";
import { settleExperiment } from "../experiments.ts";
import type { Places } from "../places.ts";
import { mapFileOf, type StateFiles } from "../state-files.ts";
import type { JobSpec, JobWork } from "./job.ts";

/**
 * Looked at anew whenever a job is begun or resumed: what was written down may have come with a copy of the folder, or from a
 * stranger.
 *
 * @throws StudioError for what is not there, or outside; as `checkExperiment`
 */
export async function settle(spec: JobSpec, places: Places, state: StateFiles): Promise<JobWork> {
  switch (spec.kind) {
    case "experiment":
      return settleExperiment(spec.name, places);
    case "facts":
      return { kind: "facts", corpus: await places.find(spec.corpus) };
    case "map": {
      const { corpora, by, key } = spec;
      const file = await state.place(mapFileOf(key));
      return "run" in by
        ? { kind: "map", corpora, by: { ...by, run: await places.find(by.run) }, file }
        : { kind: "map", corpora, by: { ...by, corpus: await places.find(by.corpus) }, file };
    }
    case "check":
      return {
        kind: "check",
        recogniser: await places.find(spec.recogniser),
        corpus: await places.find(spec.corpus),
        ...(spec.clips === undefined ? {} : { clips: spec.clips }),
        file: await places.place(await checkFileOf(spec)),
      };
  }
}
