/** How long a run of estimators takes, by the work that is not done yet. */
import type { Experiment } from "../config/config.ts";
import type { FoundFeatures } from "../features/found-features.ts";
import { piecesOf } from "../forecast/forecast.ts";
import { featurePieces, type Piece, type Stage } from "../forecast/stage.ts";
import type { Services } from "../work/services.ts";
import type { Effort } from "../work/timings.ts";
import type { NumberWork } from "./fit-estimator.ts";
import { fitFolds } from "./measure-numbers.ts";
import { type PlannedNumbers, workOf } from "./plan-numbers.ts";
import { fitOnAll } from "./save-estimator.ts";

/** The work of a run, stage by stage, that is not in the cache yet. */
export async function foreseeNumbers(
  planned: PlannedNumbers,
  found: readonly FoundFeatures[],
  services: Services,
): Promise<Stage[]> {
  const { experiment } = planned;
  const { workers: atOnce, timings } = services;
  const foresee = (work: (own: NumberWork) => Promise<unknown>): Promise<Piece[]> =>
    piecesOf((foreseeing) => work(workOf(planned, found, foreseeing)), services);
  const report = reportEffort(experiment);
  const isReportKnown = (await timings.guess(report)) !== undefined;
  return [
    { name: "features", atOnce: 1, pieces: featurePieces(found) },
    { name: "measuring", atOnce, pieces: await foresee((work) => fitFolds(planned, work)) },
    {
      name: "fits on all clips",
      atOnce,
      pieces: experiment.final
        ? await foresee((work) =>
            Promise.all(experiment.estimators.map((estimator) => fitOnAll(estimator, planned, work))),
          )
        : [],
    },
    { name: "report", atOnce: 1, pieces: isReportKnown ? [{ name: "report", effort: report }] : [] },
  ];
}

export function reportEffort({ estimators }: Experiment): Effort {
  return { of: { report: "numbers" }, size: estimators.length };
}
