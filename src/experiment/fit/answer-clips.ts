/** A recogniser's answers to many clips: features through the pool and the cache, then the graph, some rows at a time. */
import { ModelError } from "../../base/errors.ts";
import type { Clip } from "../../corpus/corpus.ts";
import { widthOf } from "../../dataset/dataset.ts";
import type { Predictions } from "../../dataset/predictions.ts";
import { createPredictions } from "../../dataset/predictions-table.ts";
import { rowId } from "../../dataset/row-key.ts";
import { columnsOf } from "../../dataset/rows.ts";
import { framesOf, padFrames } from "../../features/recipe.ts";
import type { Choice } from "../../learners/learner.ts";
import { givenRow, type Recogniser } from "../../recogniser/index.ts";
import { extractRows } from "../features/extract-rows.ts";
import { keepNetwork } from "../rows/network-files.ts";
import { PREDICT_ROWS, readRows } from "../rows/stored-rows.ts";
import type { Services } from "../work/services.ts";

/**
 * Answers to clips as they are.
 *
 * @throws as `answerCopies`
 */
export async function answerClips(
  recogniser: Recogniser,
  clips: readonly Clip[],
  digests: ReadonlyMap<string, string>,
  services: Services,
): Promise<Predictions> {
  const [answers] = await answerCopies(recogniser, clips, digests, [], services);
  return answers;
}

/**
 * Answers to clips as they are, and to a copy by each of the changes; every clip is decoded once.
 *
 * @param digests - clip id -> digest of the decoded audio
 * @returns of the clips themselves, then of the copies in the order of the changes
 * @throws AudioError naming the clip whose features cannot be computed
 * @throws ModelError if a clip's features have another shape than the recogniser's
 */
export async function answerCopies(
  recogniser: Recogniser,
  clips: readonly Clip[],
  digests: ReadonlyMap<string, string>,
  changes: readonly Choice[],
  services: Services,
): Promise<Predictions[]> {
  const { info } = recogniser;
  const copies = Array.from({ length: changes.length + 1 }, (_, copy) => copy);
  const rows = clips.flatMap((clip) => copies.map((copy) => ({ clipId: clip.id, copy })));
  const source = { clips: new Map(clips.map((clip) => [clip.id, clip])), digests, seed: 0 };
  for (const bytes of recogniser.networks.values()) await keepNetwork(bytes, services.cache);
  const extracted = new Map<string, ReadonlyMap<string, readonly string[]>>();
  for (const input of info.inputs) {
    if (input.from !== "audio") continue;
    const recipe = { augment: changes.map((one) => ({ ...one, copies: 1 })), recipe: input.recipe };
    const stage = `Features of ${info.name}${input.name === "features" ? "" : ` (${input.name})`}`;
    extracted.set(input.name, await extractRows(stage, recipe, rows, source, services));
  }
  const all: Predictions[] = [];
  for (const copy of copies) all.push(await answersTo(copy));
  return all;

  async function answersTo(copy: number): Promise<Predictions> {
    const probabilities: number[] = [];
    const predicted: number[] = [];
    for (let from = 0; from < clips.length; from += PREDICT_ROWS) {
      services.signal?.throwIfAborted();
      const some = clips.slice(from, from + PREDICT_ROWS);
      const features: Record<string, Float32Array> = {};
      for (const input of info.inputs) {
        if (input.from === "audio") {
          const { frames } = input.recipe;
          const keys = extracted.get(input.name);
          const sources = some.map(({ id: clipId }) => {
            const key = { clipId, copy };
            return { ...key, y: -1, from: [...(keys?.get(rowId(key)) ?? [])] };
          });
          const read = await readRows(sources, services);
          const padded = typeof frames === "number" ? read.map((one) => padFrames(one, frames)) : read;
          features[input.name] = stackRows(padded, some, input.shape, info.name);
          for (const counted of info.inputs) {
            if (counted.from !== "frames" || counted.of !== input.name) continue;
            const own = read.map((one) =>
              Math.min(framesOf(one), typeof frames === "number" ? frames : framesOf(one)),
            );
            features[counted.name] = Float32Array.from(own);
          }
        } else if (input.from === "column") {
          const given = some.flatMap((clip) => [...givenRow(input, { columns: columnsOf(clip) })]);
          features[input.name] = Float32Array.from(given);
        }
      }
      const answers = await recogniser.predictRows(features, some.length);
      probabilities.push(...answers.probabilities);
      predicted.push(...answers.decisions);
    }
    return createPredictions({
      source: info.name,
      labels: info.labels,
      clipIds: clips.map((clip) => clip.id),
      predicted: Int32Array.from(predicted),
      probabilities: Float32Array.from(probabilities),
    });
  }
}

function stackRows(
  rows: readonly { readonly shape: readonly number[]; readonly data: Float32Array }[],
  clips: readonly Clip[],
  shape: readonly number[],
  name: string,
): Float32Array {
  const width = widthOf(shape);
  const x = new Float32Array(rows.length * width);
  rows.forEach(({ shape: own, data }, i) => {
    if (data.length !== width) {
      throw new ModelError(
        `clip ${clips[i].id} gives features of shape [${own.join(", ")}]; the recogniser "${name}" was trained on ` +
          `[${shape.join(", ")}].`,
      );
    }
    x.set(data, i * width);
  });
  return x;
}
