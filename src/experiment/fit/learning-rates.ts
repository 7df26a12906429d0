/** Learning-rate range tests of an experiment's networks, on the training rows of its first fold. */
import { ConfigError } from "../../base/errors.ts";
import { parseParams } from "../../base/params.ts";
import { hash32 } from "../../base/random.ts";
import { rowId } from "../../dataset/row-key.ts";
import { targetsOf } from "../../dataset/rows.ts";
import { models } from "../../models/index.ts";
import { isNetworkModel } from "../../models/network-model.ts";
import type { LearningRateRange } from "../../training/learning-rate-range.ts";
import { stagesOf } from "../../training/stages.ts";
import type { Experiment } from "../config/config.ts";
import { learningRatesJob } from "../jobs/learning-rates.ts";
import { copiesOf, leavesOf } from "../plan/leaves.ts";
import { prepare } from "../plan/prepare.ts";
import type { Services } from "../work/services.ts";
import { rowsFor } from "./measure.ts";

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
  const networks = leavesOf(asked.learners).filter(({ params }) =>
    isNetworkModel(models.find(params.model.id)),
  );
  if (networks.length === 0) {
    throw new ConfigError(
      `${asked.name}: none of the recognisers is a network, so there is no learning rate to find.`,
    );
  }
  const prepared = await prepare({ ...asked, final: false }, services);
  const { experiment, plan, set } = prepared;
  const [{ name: fold, train }] = plan.rows;
  const threads = services.threadsFor(networks.length);
  const settled = leavesOf(experiment.learners).filter(({ params }) =>
    isNetworkModel(models.find(params.model.id)),
  );
  let done = 0;
  return Promise.all(
    settled.map(async ({ name, params }) => {
      const copies = copiesOf(params);
      const rows = rowsFor(
        prepared,
        train.filter(({ copy }) => copy <= copies),
      );
      const keys = prepared.featuresOf(params);
      const targets = targetsOf(name, rows);
      const { result } = await services.ask(learningRatesJob, {
        frames: params.recipe.frames,
        normalised: null,
        steps: params.steps,
        model: params.model,
        labels: [...set.labels],
        train: rows.keys.map((key, i) => {
          const from = keys.get(rowId(key));
          if (from === undefined) throw new Error(`row ${rowId(key)} has no features`);
          return { ...key, y: targets[i], from: [...from] };
        }),
        seed: hash32(`${experiment.seed}/${name}/${fold}`),
        threads,
      });
      services.tell?.({ kind: "stage", name: "Trying learning rates", done: ++done, total: settled.length });
      return { name, asked: firstRate(name, params.model), range: result };
    }),
  );
}

function firstRate(name: string, { id, params }: { readonly id: string; readonly params: object }): number {
  const model = models.find(id);
  if (!isNetworkModel(model)) throw new Error(`the model ${id} of ${name} has no learning rate`);
  return stagesOf(parseParams(name, model.params, params))[0].phases[0].learningRate;
}
