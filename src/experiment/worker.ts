/** The worker's side of the pool: one job at a time. */
import { readFile } from "node:fs/promises";
import type { Audio } from "../audio/audio.ts";
import { decodeAudio } from "../audio/decode.ts";
import { assertAudible } from "../audio/level.ts";
import { augmentations } from "../augment/index.ts";
import { sha256 } from "../base/digest.ts";
import { AudioError, messageOf, ProsodiaError } from "../base/errors.ts";
import { parseParams } from "../base/params.ts";
import { createRandom } from "../base/random.ts";
import { type ClipFacts, clipFactsSchema, factsOf } from "../corpus/inspect.ts";
import { extractFeature, prepareAudio } from "../features/recipe.ts";
import type { EpochReport } from "../models/model.ts";
import type { LearningRateRange } from "../training/learning-rate-range.ts";
import { type Cache, openCache } from "./cache.ts";
import { runFitJob, runRangeJob } from "./fit-job.ts";
import type { ExtractJob, FactsJob, FitResult, Variant } from "./jobs.ts";
import type { Envelope } from "./pool.ts";

/** Errors that a person can act on travel as data: a thrown one would lose its kind between threads. */
export type Reply =
  | { readonly kind: "facts"; readonly value: ClipFacts }
  | { readonly kind: "extract"; readonly value: number }
  | { readonly kind: "fit"; readonly value: FitResult }
  | { readonly kind: "range"; readonly value: LearningRateRange }
  | { readonly kind: "error"; readonly name: string; readonly message: string };

/** What a fit tells while it runs. */
export type FitNews =
  | { readonly kind: "epoch"; readonly report: EpochReport }
  | { readonly kind: "warning"; readonly message: string };

export default async function work({ job, cacheRoot, port }: Envelope): Promise<Reply> {
  const controller = new AbortController();
  port.onmessage = () => controller.abort(new Error("stopped"));
  const cache = openCache(cacheRoot);
  try {
    switch (job.kind) {
      case "facts":
        return { kind: job.kind, value: await runFactsJob(job, cache) };
      case "extract":
        return { kind: job.kind, value: await runExtractJob(job, cache) };
      case "fit": {
        const tell = (news: FitNews) => port.postMessage(news);
        const value = await runFitJob(job, cache, {
          signal: controller.signal,
          onEpoch: (report) => tell({ kind: "epoch", report }),
          onWarning: (message) => tell({ kind: "warning", message }),
        });
        return { kind: job.kind, value };
      }
      case "range": {
        const value = await runRangeJob(job, cache, { signal: controller.signal });
        return { kind: job.kind, value };
      }
    }
  } catch (error) {
    if (error instanceof ProsodiaError) return { kind: "error", name: error.name, message: error.message };
    throw error;
  } finally {
    port.close();
  }
}

/** Facts depend on the file's bytes alone, so they are kept under the bytes' digest. */
async function runFactsJob({ clipId, path }: FactsJob, cache: Cache): Promise<ClipFacts> {
  const bytes = await readBytes(path);
  if (bytes instanceof AudioError) return { id: clipId, error: bytes.message };
  const key = await sha256(bytes);
  const known = await cache.readJson("facts", key, clipFactsSchema);
  if (known !== undefined) return { ...known, id: clipId };
  try {
    const decoded = await decodeAudio(bytes, path);
    assertAudible(decoded.audio, path);
    const facts = await factsOf(clipId, decoded);
    await cache.writeJson("facts", key, facts);
    return facts;
  } catch (error) {
    if (error instanceof AudioError) return { id: clipId, error: error.message };
    throw error;
  }
}

async function runExtractJob({ clipId, path, tasks }: ExtractJob, cache: Cache): Promise<number> {
  const bytes = await readBytes(path);
  if (bytes instanceof AudioError) throw bytes;
  const { audio } = await decodeAudio(bytes, path);
  let count = 0;
  try {
    for (const { variant, recipe, wanted } of tasks) {
      const prepared = prepareAudio(variant === null ? audio : applyVariant(audio, variant), recipe);
      for (const { feature, key } of wanted) {
        await cache.writeFeature(key, extractFeature(prepared, recipe.features[feature]));
        count++;
      }
    }
  } catch (error) {
    if (error instanceof AudioError) {
      throw new AudioError(
        `clip ${clipId}: ${error.message}`,
        "Leave the clip out with corpus.exclude, or change the recipe.",
      );
    }
    throw error;
  }
  return count;
}

function applyVariant(audio: Audio, { augment, seed }: Variant): Audio {
  const { apply, params } = augmentations.find(augment.id);
  return apply(audio, parseParams(`augmentation ${augment.id}`, params, augment.params), createRandom(seed));
}

async function readBytes(path: string): Promise<Uint8Array<ArrayBuffer> | AudioError> {
  try {
    return Uint8Array.from(await readFile(path));
  } catch (error) {
    return new AudioError(`${path}: the file cannot be read (${messageOf(error)}).`);
  }
}
