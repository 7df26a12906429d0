/** Fits an estimator on rows and asks it about others, through the pool. */
import { ConfigError, ModelError } from "../../base/errors.ts";
import { hash32 } from "../../base/random.ts";
import type { Seen } from "../../dataset/audit.ts";
import type { Estimates } from "../../dataset/numbers.ts";
import { type Columns, valuesOf } from "../../dataset/rows.ts";
import type { Apart } from "../../dataset/split/index.ts";
import type { Estimator } from "../../learners/estimator.ts";
import type { NumberTargets } from "../clips/targets.ts";
import type { FeatureKeys } from "../features/extract-rows.ts";
import { askFit } from "../fit/ask-fit.ts";
import { type FitNumbersInput, type FitNumbersResult, fitNumbersJob } from "../jobs/fit-numbers.ts";
import { apartAmong } from "../plan/inner-folds.ts";
import type { Services, Training } from "../work/services.ts";
import type { Effort } from "../work/timings.ts";

/** What all fits of an experiment have in common. */
export interface NumberWork {
  readonly services: Services;
  readonly seed: number;
  readonly threads: number;
  readonly apart: Apart | null;
  readonly targets: NumberTargets;
  readonly columns: ReadonlyMap<string, Columns>;
  featuresOf(estimator: Estimator): FeatureKeys;
}

export interface FittedEstimator {
  readonly estimates: Estimates;
  readonly seconds: number;
  readonly seen: readonly Seen[];
  /** Key of the fit, and what its graph is fed with. */
  readonly key: string;
  readonly result: FitNumbersResult;
}

/**
 * @param scope - "fold-1", "all": part of the seed
 * @param keep - whether the graph is kept, to be saved
 * @throws ModelError, ConfigError that names estimator and scope, if the rows cannot be fitted
 */
export async function fitEstimator(
  estimator: Estimator,
  { train, asked }: { readonly train: readonly string[]; readonly asked: readonly string[] },
  { scope, keep }: { readonly scope: string; readonly keep: boolean },
  work: NumberWork,
): Promise<FittedEstimator> {
  const { name } = estimator;
  const { services, targets } = work;
  try {
    const input = inputOf(estimator, train, asked, scope, keep, work);
    const { key, result } = await askFit(
      fitNumbersJob,
      input,
      {
        learner: name,
        scope,
        effort: effortOf(estimator, input),
        standIn: () => blankAnswers(input),
        trial: () => trainingOf(input),
      },
      services,
    );
    const { dimensions } = targets;
    const estimates = { source: name, dimensions, clipIds: asked, values: Float32Array.from(result.values) };
    return { estimates, seconds: result.seconds, seen: result.seen, key, result };
  } catch (error) {
    for (const kind of [ModelError, ConfigError]) {
      if (error instanceof kind) throw new kind(`${name}, ${scope}: ${error.message}`);
    }
    throw error;
  }
}

function inputOf(
  estimator: Estimator,
  train: readonly string[],
  asked: readonly string[],
  scope: string,
  keep: boolean,
  { seed, threads, apart, targets, columns, featuresOf }: NumberWork,
): FitNumbersInput {
  const { name, recipe, steps, regressor, normalise } = estimator;
  const features = featuresOf(estimator);
  const rowsOf = (ids: readonly string[]) => {
    const keys = ids.map((clipId) => ({ clipId, copy: 0 }));
    const groups = normalise === null ? undefined : valuesOf(name, { keys, columns }, normalise.by);
    return keys.map((key, i) => {
      const from = features.get(`${key.clipId}#0`);
      if (from === undefined) throw new Error(`the clip ${key.clipId} has no features`);
      return { ...key, y: -1, from: [...from], ...(groups === undefined ? {} : { group: groups[i] }) };
    });
  };
  const trainKeys = train.map((clipId) => ({ clipId, copy: 0 }));
  const kept = apartAmong({ keys: trainKeys, columns }, apart);
  const stays = kept === null ? undefined : valuesOf(name, { keys: trainKeys, columns }, kept);
  const askedRows = rowsOf(asked);
  const wanted = new Set(askedRows.map(({ group }) => group));
  return {
    frames: recipe.frames,
    normalised: normalise === null ? null : { shrinkage: normalise.shrinkage },
    steps: steps.map(({ id, params }) => ({ id, params: { ...params } })),
    regressor: { id: regressor.id, params: { ...regressor.params } },
    dimensions: [...targets.dimensions],
    train: rowsOf(train).map((row, i) => {
      const values = targets.values.get(row.clipId);
      if (values === undefined) throw new Error(`the numbers of the clip ${row.clipId} are not known`);
      return { ...row, values: [...values], ...(stays === undefined ? {} : { stays: stays[i] }) };
    }),
    // the numbers of the asked side stay at home
    asked: askedRows,
    known: normalise === null ? [] : rowsOf([...train, ...asked]).filter(({ group }) => wanted.has(group)),
    seed: hash32(`${seed}/${name}/${scope}`),
    threads,
    keep,
  };
}

/** What a fit takes depends on its features, steps and regressor, and grows with its rows. */
function effortOf({ recipe }: Estimator, { train, normalised, steps, regressor }: FitNumbersInput): Effort {
  return { of: { fit: { recipe, normalised, steps, regressor } }, size: train.length };
}

/** What a fit would say that knows nothing. */
function blankAnswers({ asked, dimensions }: FitNumbersInput): FitNumbersResult {
  return {
    values: asked.flatMap(() => dimensions.map(() => 0)),
    seconds: 0,
    seen: [],
    shape: [],
    frames: null,
    normalisedShape: null,
    graph: null,
  };
}

/** What it learns from, without its numbers and what it is asked. */
function trainingOf({
  asked: _asked,
  known: _known,
  keep: _keep,
  regressor,
  train,
  ...training
}: FitNumbersInput): Training {
  return {
    ...training,
    labels: [],
    model: regressor,
    train: train.map(({ values: _values, ...row }) => row),
  };
}
