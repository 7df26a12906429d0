import { z } from "zod";
import { ModelError } from "../base/errors.ts";
import { createRandom, type Random } from "../base/random.ts";
import { type Dataset, selectRows, widthOf } from "../dataset/dataset.ts";
import { SCALER_KINDS } from "../dataset/scale.ts";
import { createSession, floatsOf, floatTensor } from "../engine/onnx/session.ts";
import { kernelRidge } from "../models/kernel-ridge.ts";
import { chooseNumbers, indicesOfBest } from "./choose.ts";
import { defineStep, type StepContext } from "./step.ts";

/**
 * The model is a kernel ridge with its defaults, which wants z-scores. It never sees the rows by which numbers are judged; where
 * speakers are kept apart, these are of other speakers.
 */
export const permutationImportance = defineStep({
  id: "permutation-importance",
  summary:
    "What a kernel ridge misses most: its right answers to held-out training rows fall when that number is dealt anew among them",
  source: "Breiman 2001 (Machine Learning 45); scikit-learn permutation_importance 1.9",
  input: "any",
  output: "vector",
  looksAtLabels: true,
  params: z.strictObject({
    k: z.int().min(1).max(1_000_000).default(10).describe("how many are kept; at most those there are"),
    per: z
      .enum(SCALER_KINDS)
      .default("number")
      .describe(
        "judged and kept: every number by itself, or every coefficient of [coefficient, frame] with all its frames",
      ),
    folds: z.int().min(2).max(20).default(3).describe("inner folds: every training row is held out once"),
    repeats: z.int().min(1).max(100).default(3).describe("how often each is dealt anew per fold"),
  }),
  memoryBytes: (rows, { folds }) =>
    kernelRidge.memoryBytes?.(Math.ceil((rows * (folds - 1)) / folds), kernelRidge.params.parse({})) ?? 0,
  async fit(train, { k, per, folds, repeats }, context) {
    const { shape } = train;
    const count = per === "number" ? widthOf(shape) : shape[0];
    if (k > count) {
      throw new ModelError(
        `step permutation-importance: k: expected at most ${count}, the ${per}s of a row; got ${k}.`,
      );
    }
    const span = widthOf(shape) / count;
    const importances = await importancesOf(train, { span, folds, repeats }, context);
    const kept = indicesOfBest(importances, k);
    const numbers = kept.flatMap((one) => Array.from({ length: span }, (_, i) => one * span + i));
    return chooseNumbers("permutation-importance", shape, numbers);
  },
});

/**
 * By how much the mean probability of the right label falls, over held-out rows and repeats. Probabilities tell apart what the
 * share of right answers of a few hundred rows cannot.
 *
 * @param how - span: how many numbers that stand side by side are dealt together
 * @returns [span of numbers]
 * @throws ModelError if there are fewer clips or groups than folds, or a fold cannot be fitted
 */
export async function importancesOf(
  train: Dataset,
  { span, folds, repeats }: { readonly span: number; readonly folds: number; readonly repeats: number },
  { seed, threads, groups = train.clipIds }: StepContext,
): Promise<Float64Array> {
  const random = createRandom(seed).fork("permutation-importance");
  const foldOf = dealGroups(groups, folds, random);
  const falls = new Float64Array(widthOf(train.shape) / span);
  for (let fold = 0; fold < folds; fold++) {
    const rows = Array.from({ length: groups.length }, (_, row) => row);
    const [held, others] = [true, false].map((inFold) =>
      selectRows(
        train,
        rows.filter((row) => (foldOf[row] === fold) === inFold),
      ),
    );
    const { onnx } = await kernelRidge.fit(others, kernelRidge.params.parse({}), {
      seed,
      ...(threads === undefined ? {} : { threads }),
    });
    await addFalls(falls, onnx, held, { span, repeats, random, threads });
  }
  return falls.map((fall) => fall / (repeats * groups.length));
}

/** [row]: its fold. Groups are shuffled and dealt out in turn. */
function dealGroups(groups: readonly string[], folds: number, random: Random): number[] {
  const order = random.shuffle([...new Set(groups)]);
  if (order.length < folds) {
    throw new ModelError(
      `step permutation-importance: folds: expected at most ${order.length}, the clips or speakers that can be held out; got ${folds}.`,
    );
  }
  const places = new Map(order.map((group, i) => [group, i % folds]));
  return groups.map((group) => places.get(group) ?? 0);
}

/** Adds to every span's fall that of the summed probabilities of the held-out rows' labels, over all repeats. */
async function addFalls(
  falls: Float64Array,
  onnx: Uint8Array,
  held: Dataset,
  {
    span,
    repeats,
    random,
    threads,
  }: { span: number; repeats: number; random: Random; threads: number | undefined },
): Promise<void> {
  const { clipIds, shape, y, labels } = held;
  const width = widthOf(shape);
  const x = held.x.slice();
  const session = await createSession(onnx, threads === undefined ? {} : { threads });
  const certainty = async (): Promise<number> => {
    const results = await session.run({ features: floatTensor(x, [clipIds.length, ...shape]) });
    const probabilities = floatsOf(results, "probabilities");
    return y.reduce((sum, label, row) => sum + probabilities[row * labels.length + label], 0);
  };
  try {
    const untouched = await certainty();
    for (let at = 0; at < falls.length; at++) {
      for (let repeat = 0; repeat < repeats; repeat++) {
        const order = random.shuffle(Int32Array.from(clipIds, (_, row) => row));
        for (const [row, from] of order.entries()) {
          const start = from * width + at * span;
          x.set(held.x.subarray(start, start + span), row * width + at * span);
        }
        falls[at] += untouched - (await certainty());
      }
      for (let row = 0; row < clipIds.length; row++) {
        const start = row * width + at * span;
        x.set(held.x.subarray(start, start + span), start);
      }
    }
  } finally {
    await session.release();
  }
}
