/** Learning-rate range tests of an experiment's networks, on the training rows of its first fold. */
import { ConfigError } from "../base/errors.ts";
import { parseParams } from "../base/params.ts";
import { models } from "../models/index.ts";
import { isNetworkModel } from "../models/network-model.ts";
import type { LearningRateRange } from "../training/learning-rate-range.ts";
import { stagesOf } from "../training/stages.ts";
import { gatherClips } from "./clips.ts";
import type { Experiment } from "./config.ts";
import { extractRows } from "./features.ts";
import { fitJob } from "./fits.ts";
import { audit, planFolds } from "./plan.ts";
import { settleRates } from "./run.ts";
import type { Services } from "./services.ts";

export interface NetworkRange {
  /** The recogniser's name. */
  readonly name: string;
  /** The rate that its experiment asks for, in the first stage. */
  readonly asked: number;
  readonly range: LearningRateRange;
}

/**
 * Nothing is measured, and no row of the test side is touched.
 *
 * @throws ConfigError if no recogniser is a network
 * @throws LeakError, CorpusError, AudioError, ModelError as a run of the experiment does
 */
export async function findLearningRates(asked: Experiment, services: Services): Promise<NetworkRange[]> {
  const networks = Object.entries(asked.recognisers).flatMap(
    ([
      name,
      {
        model: { id, params },
      },
    ]) => {
      const model = models.find(id);
      return isNetworkModel(model)
        ? [{ name, stages: stagesOf(parseParams(name, model.params, params)) }]
        : [];
    },
  );
  if (networks.length === 0) {
    throw new ConfigError(
      `${asked.name}: none of the recognisers is a network, so there is no learning rate to find.`,
    );
  }
  const set = await gatherClips(asked, services.pool, services.watch);
  const experiment = settleRates(asked, set);
  const plan = planFolds(experiment, set);
  const clips = new Map(set.clips.map((clip) => [clip.id, clip]));
  const truth = new Map(set.clips.map((clip) => [clip.id, set.labels.indexOf(clip.label ?? "")]));
  const threads = services.pool.threadsFor(networks.length);
  const prepared = [];
  for (const { name, stages } of networks) {
    const recogniser = experiment.recognisers[name];
    const folds = plan.rowsFor(recogniser);
    audit(experiment, set, folds);
    const [{ name: fold, train }] = folds;
    const step = `Features of ${name}`;
    const keys = await extractRows(step, recogniser, train, clips, set.digests, experiment.seed, services);
    const asked = stages[0].phases[0].learningRate;
    prepared.push({ name, asked, recogniser, fold, train, keys });
  }
  let done = 0;
  return Promise.all(
    prepared.map(async (one) => {
      const {
        kind: _fit,
        test: _none,
        keepModel: _nothing,
        ...job
      } = fitJob({
        ...one,
        labels: set.labels,
        test: [],
        truth,
        seed: experiment.seed,
        threads,
        keepModel: false,
      });
      const range = await services.pool.range({ ...job, kind: "range" }, { signal: services.watch.signal });
      services.watch.onProgress?.("Trying learning rates", ++done, prepared.length);
      return { name: one.name, asked: one.asked, range };
    }),
  );
}
