/** Measures recognisers on folds: every fit of every fold is one job, as many at once as there are workers. */
import { ModelError } from "../base/errors.ts";
import type { Predictions } from "../dataset/predictions.ts";
import { createPredictions, mergePredictions } from "../dataset/predictions-table.ts";
import type { FoldRows } from "../dataset/rows.ts";
import type { EpochReport } from "../models/model.ts";
import type { Cache } from "./cache.ts";
import type { RecogniserConfig } from "./config.ts";
import type { FeatureKeys } from "./features.ts";
import { fitJob, fitThroughCache } from "./fits.ts";
import type { Pool } from "./pool.ts";
import type { WarmStartSource } from "./warm-starts.ts";
import type { Watch } from "./watch.ts";

export interface Measured {
  readonly name: string;
  /** Pooled over the folds: every test clip once. */
  readonly predictions: Predictions;
  readonly history: readonly { readonly fold: string; readonly epochs: readonly EpochReport[] }[];
  /** Over all folds. */
  readonly fitSeconds: number;
  /** What the scaler of each fold saw. */
  readonly scaledOn: readonly { readonly fold: string; readonly clipIds: readonly string[] }[];
  /** What the reduction of each fold saw. */
  readonly reducedOn: readonly { readonly fold: string; readonly clipIds: readonly string[] }[];
  /** Which training clips chose the epoch that each fold kept. */
  readonly validatedOn: readonly { readonly fold: string; readonly clipIds: readonly string[] }[];
}

export interface MeasurePlan {
  readonly recognisers: readonly {
    readonly name: string;
    readonly config: RecogniserConfig;
    readonly folds: readonly FoldRows[];
    readonly keys: FeatureKeys;
    readonly warmStart?: WarmStartSource | undefined;
  }[];
  readonly labels: readonly string[];
  readonly truth: ReadonlyMap<string, number>;
  /** As in `FitRequest`. */
  readonly groups?: ReadonlyMap<string, string> | undefined;
  readonly seed: number;
}

export async function measure(
  plan: MeasurePlan,
  { pool, cache, watch }: { pool: Pool; cache: Cache; watch: Watch },
): Promise<Measured[]> {
  const total = plan.recognisers.reduce((sum, one) => sum + one.folds.length, 0);
  const threads = pool.threadsFor(total);
  const progress = createShares(total, (done, note) => watch.onProgress?.("Measuring", done, total, note));
  return Promise.all(
    plan.recognisers.map(async ({ name, config, folds, keys, warmStart }) => {
      const results = await Promise.all(
        folds.map(async (fold) => {
          const share = progress.add();
          const job = fitJob({
            name,
            fold: fold.name,
            recogniser: config,
            labels: plan.labels,
            train: fold.train,
            test: fold.test,
            truth: plan.truth,
            keys,
            groups: plan.groups,
            warmStart,
            seed: plan.seed,
            threads,
            keepModel: false,
          });
          const what = `${name}, ${fold.name}`;
          const result = await fitThroughCache(
            job,
            { pool, cache },
            {
              signal: watch.signal,
              onEpoch: (report) =>
                share.set(report.epoch / (report.epochs + 1), `${what}: ${describeEpoch(report)}`),
              onWarning: (message) => watch.onWarning?.(`${what}: ${message}`),
            },
          ).catch((error) => {
            throw named(what, error);
          });
          share.set(1, what);
          return result;
        }),
      );
      const parts = folds.map((fold, i) =>
        createPredictions({
          source: name,
          labels: plan.labels,
          clipIds: fold.test.map((row) => row.clipId),
          truth: Int32Array.from(fold.test, (row) => plan.truth.get(row.clipId) ?? -1),
          probabilities: Float32Array.from(results[i].probabilities),
        }),
      );
      return {
        name,
        predictions: mergePredictions(name, parts),
        history: folds.map((fold, i) => ({ fold: fold.name, epochs: results[i].history })),
        fitSeconds: results.reduce((sum, result) => sum + result.seconds, 0),
        scaledOn: folds.map((fold, i) => ({ fold: fold.name, clipIds: results[i].scaledOn })),
        reducedOn: folds.map((fold, i) => ({ fold: fold.name, clipIds: results[i].reducedOn })),
        validatedOn: folds.map((fold, i) => ({ fold: fold.name, clipIds: results[i].validatedOn })),
      };
    }),
  );
}

/** "epoch 3/60, loss 0.512, validation 0.804" */
export function describeEpoch({ epoch, epochs, loss, validationLoss }: EpochReport): string {
  const validation = validationLoss === undefined ? "" : `, validation ${validationLoss.toFixed(3)}`;
  return `epoch ${epoch}/${epochs}, loss ${loss.toFixed(3)}${validation}`;
}

/** A fit's error, saying which of the many fits it was. */
export function named(what: string, error: unknown): unknown {
  return error instanceof ModelError ? new ModelError(`${what}: ${error.message}`) : error;
}

/** Progress of parallel jobs, each between 0 and 1, as one number of finished jobs. */
export function createShares(total: number, report: (done: number, note: string) => void) {
  const shares: number[] = [];
  return {
    add() {
      const index = shares.push(0) - 1;
      return {
        set(share: number, note: string) {
          shares[index] = share;
          const done = shares.reduce((sum, one) => sum + one, 0);
          report(done > total - 1e-9 ? total : done, note);
        },
      };
    },
  };
}
