/** The work of a run, stage by stage, that is not in the cache yet. */

import type { FoundFeatures } from "../features/found-features.ts";
import { learningCurves } from "../fit/learning-curve.ts";
import { measure } from "../fit/measure.ts";
import { fitOnAll } from "../folder/save.ts";
import { type Planned, withFeatures } from "../plan/prepare.ts";
import type { Services } from "../work/services.ts";
import { piecesOf } from "./forecast.ts";
import { reportEffort } from "./report-effort.ts";
import { featurePieces, type Stage } from "./stage.ts";

/**
 * @param found - as `findFeatures` gives them
 * @returns undefined where the work cannot be gone through: doing it will say why
 */
export async function foreseeRun(
  planned: Planned,
  found: readonly FoundFeatures[],
  services: Services,
  { learningCurve, embedAudio }: { readonly learningCurve: boolean; readonly embedAudio: boolean },
): Promise<Stage[] | undefined> {
  const { experiment } = planned;
  const prepared = withFeatures(planned, found, new Map());
  const { workers: atOnce } = services;
  const stage = async (name: string, work: (foreseeing: Services) => Promise<unknown>): Promise<Stage> => ({
    name,
    atOnce,
    pieces: await piecesOf(work, services),
  });
  const report = reportEffort(experiment, embedAudio);
  const isReportKnown = (await services.timings.guess(report)) !== undefined;
  try {
    return [
      { name: "features", atOnce: 1, pieces: featurePieces(found) },
      await stage("measuring", (foreseeing) => measure(prepared, foreseeing)),
      await stage("learning curve", async (foreseeing) => {
        if (learningCurve) await learningCurves(prepared, [], () => [], foreseeing);
      }),
      await stage("fits on all clips", async (foreseeing) => {
        if (!experiment.final) return;
        await Promise.all(experiment.learners.map((spec) => fitOnAll(spec, prepared, foreseeing)));
      }),
      { name: "report", atOnce: 1, pieces: isReportKnown ? [{ name: "report", effort: report }] : [] },
    ];
  } catch {
    return undefined;
  }
}
