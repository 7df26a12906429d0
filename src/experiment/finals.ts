/** Final fits: each recogniser once more on all labelled clips, saved as one file. */
import { access, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { VERSION } from "../base/version.ts";
import type { RowKey } from "../dataset/rows.ts";
import type { Score } from "../metrics/metric.ts";
import { models } from "../models/index.ts";
import type { EpochReport } from "../models/model.ts";
import { isNetworkModel } from "../models/network-model.ts";
import { type Affine, encodeRecogniser, loadRecogniser, type RecogniserInfo } from "../recogniser/index.ts";
import { encodeWeights, type NamedWeights } from "../training/warm-start.ts";
import { atomicWrite } from "./atomic-write.ts";
import type { Cache } from "./cache.ts";
import type { ClipSet } from "./clips.ts";
import type { Experiment, RecogniserConfig } from "./config.ts";
import type { FeatureKeys } from "./features.ts";
import { digestOfFit, fitJob } from "./fits.ts";
import type { FitJob } from "./jobs.ts";
import { createShares, describeEpoch, type MeasurePlan, named } from "./measure.ts";
import type { Pool } from "./pool.ts";
import type { ReadWarmStart } from "./warm-starts.ts";
import type { Watch } from "./watch.ts";

export interface FinalPlan {
  readonly name: string;
  readonly config: RecogniserConfig;
  readonly rows: readonly RowKey[];
  readonly keys: FeatureKeys;
  readonly scores: readonly Score[];
  readonly warmStart?: ReadWarmStart | undefined;
}

/** Weights that another run can start from: beside the recogniser, if it is a network. */
export function weightsPath(runFolder: string, name: string): string {
  return join(runFolder, "recognisers", `${name}.weights`);
}

export function recogniserPath(runFolder: string, name: string): string {
  return join(runFolder, "recognisers", `${name}.onnx`);
}

/** Writes one file per recogniser; one that is there already from the same fit is left alone. */
export async function fitFinals(
  plans: readonly FinalPlan[],
  experiment: Experiment,
  set: ClipSet,
  { truth, groups }: Pick<MeasurePlan, "truth" | "groups">,
  runFolder: string,
  { pool, cache, watch }: { pool: Pool; cache: Cache; watch: Watch },
): Promise<void> {
  const threads = pool.threadsFor(plans.length);
  const progress = createShares(plans.length, (done, note) =>
    watch.onProgress?.("Fitting on all clips", done, plans.length, note),
  );
  await Promise.all(
    plans.map(async ({ name, config, rows, keys, scores, warmStart }) => {
      const share = progress.add();
      const job = fitJob({
        name,
        fold: "all",
        recogniser: config,
        labels: set.labels,
        train: rows,
        test: [],
        truth,
        keys,
        groups,
        warmStart: warmStart?.source,
        seed: experiment.seed,
        threads,
        keepModel: true,
      });
      const fit = await digestOfFit(job);
      const path = recogniserPath(runFolder, name);
      const { onnx, scaler, shape, frames, weights } =
        (await readFitted(path, fit, isNetworkModel(models.find(config.model.id)))) ??
        (await fitOnAll(name, job, pool, watch, (report) =>
          share.set(report.epoch / (report.epochs + 1), `${name}: ${describeEpoch(report)}`),
        ));
      const info: RecogniserInfo = {
        format: 1,
        name,
        labels: [...set.labels],
        recipe: { ...config.recipe, frames },
        shape: [...shape],
        ...(config.reduce === undefined ? {} : { reduce: config.reduce }),
        model: config.model,
        trainedOn: {
          corpus: `${set.corpus.id} ${basename(experiment.corpus.path)}`,
          clips: new Set(rows.map((row) => row.clipId)).size,
          fingerprint: set.fingerprint,
          licence: set.corpus.licence,
          citation: set.corpus.citation,
        },
        measured:
          scores.length === 0
            ? null
            : { protocol: experiment.split.protocol, folds: experiment.split.folds, scores: [...scores] },
        fit,
        seed: experiment.seed,
        version: VERSION,
      };
      if (weights !== undefined) {
        const trainedOn = [
          ...(warmStart?.trainedOn ?? []),
          ...[...new Set(rows.map((row) => row.clipId))].map((id): [string, string] => [
            id,
            set.digests.get(id) ?? "",
          ]),
        ];
        const file = await encodeWeights(weights, { name, trainedOn });
        await atomicWrite(weightsPath(runFolder, name), file);
      }
      await atomicWrite(path, encodeRecogniser(onnx, scaler, info));
      await cache.removeCheckpoint(fit);
      share.set(1, name);
    }),
  );
}

interface Fitted {
  readonly onnx: Uint8Array;
  /** Null where it is folded into the model already, or there is none. */
  readonly scaler: Affine | null;
  readonly shape: readonly number[];
  readonly frames: number | null;
  /** Of a network that was fitted just now. */
  readonly weights?: NamedWeights;
}

/** What a file of the same fit holds, or undefined if there is none, it is damaged, or its weights are gone. */
async function readFitted(path: string, fit: string, isNetwork: boolean): Promise<Fitted | undefined> {
  try {
    if (isNetwork) await access(path.replace(/onnx$/, "weights"));
    const onnx = await readFile(path);
    const { info, release } = await loadRecogniser(onnx);
    await release();
    const { frames } = info.recipe;
    if (info.fit !== fit || frames === "longest") return undefined;
    return { onnx, scaler: null, shape: info.shape, frames };
  } catch {
    return undefined;
  }
}

async function fitOnAll(
  name: string,
  job: FitJob,
  pool: Pool,
  watch: Watch,
  onEpoch: (report: EpochReport) => void,
): Promise<Fitted> {
  const { model, shape, frames } = await pool
    .fit(job, {
      signal: watch.signal,
      onEpoch,
      onWarning: (message) => watch.onWarning?.(`${name}, on all clips: ${message}`),
    })
    .catch((error) => {
      throw named(`${name}, on all clips`, error);
    });
  if (model === undefined) throw new Error("a final fit came back without its model");
  return { ...model, shape, frames };
}
