/** Selection of descriptors: which rows of an image one recogniser should see, found inside the training rows. */
import { z } from "zod";
import { ConfigError } from "../base/errors.ts";
import { createRandom } from "../base/random.ts";
import type { Predictions } from "../dataset/predictions.ts";
import { targetsOf } from "../dataset/rows.ts";
import { stepsSchema } from "./choices.ts";
import { eliminate } from "./eliminate.ts";
import { defineLearner, type LearnerSpec, learnerSpec } from "./learner.ts";
import { requireDifferentNames } from "./members.ts";

export const eliminateRows = defineLearner({
  id: "eliminate-rows",
  summary:
    "a recogniser on those rows of its images (descriptors over time) that are right by themselves and do not answer alike",
  source:
    "greedy elimination by agreement over accuracy; random subsets as Ho 1998, the random subspace method",
  children: { learner: "one", candidates: "list" },
  params: z.strictObject({
    learner: learnerSpec.describe(
      "a recogniser of images, fitted on single rows: by its answers they are eliminated",
    ),
    candidates: z
      .array(learnerSpec)
      .default([])
      .describe(
        "recognisers of the same images that are tried on what stays, the most accurate is taken; [] for the learner alone",
      ),
    rows: z
      .array(z.string())
      .min(2)
      .max(1000)
      .describe("names of the rows to choose from: the first ones of the image, in their order"),
    keep: z.int().min(1).max(1000).default(9).describe("rows that stay; at most those there are"),
    subsets: z
      .int()
      .min(0)
      .max(1000)
      .default(0)
      .describe(
        "random subsets of 2 to 5 of them, of which the most accurate is taken; 0 takes all that stay",
      ),
    folds: z
      .int()
      .min(2)
      .max(20)
      .default(5)
      .describe("inner folds by which the recogniser answers the training clips"),
    seed: z.int().min(0).default(1).describe("of the random subsets"),
  }),
  settle(where, params) {
    const held: [place: string, spec: LearnerSpec][] = [
      ["learner", params.learner],
      ...params.candidates.map((one, i): [string, LearnerSpec] => [`candidates.${i}`, one]),
    ];
    const other = held.find(([, { id }]) => id !== "recogniser");
    if (other !== undefined) {
      throw new ConfigError(
        `${where}.${other[0]}: expected a recogniser, whose rows can be chosen; got ${other[1].id}.`,
      );
    }
    requireDifferentNames(where, params.candidates);
    if (params.keep > params.rows.length) {
      throw new ConfigError(
        `${where}.keep: expected at most ${params.rows.length}, the rows to choose from; got ${params.keep}.`,
      );
    }
    if (params.subsets > 0 && params.keep < 2) {
      throw new ConfigError(`${where}.subsets: subsets of 2 to 5 rows need keep to be at least 2; got 1.`);
    }
    return params;
  },
  describe: ({ learner, candidates, rows, keep, subsets }) => {
    const last = candidates.length === 0 ? learner.name : candidates.map(({ name }) => name).join(" or ");
    return `${keep} of ${rows.length} rows${subsets > 0 ? ", best of random subsets" : ""} → ${last}`;
  },
  async fit(rows, { learner, candidates, rows: names, keep, subsets, folds, seed }, context) {
    const targets = targetsOf("eliminate-rows", rows);
    const truth = new Map(rows.keys.map(({ clipId }, row) => [clipId, targets[row]]));
    const answersOf = (all: readonly LearnerSpec[]): Promise<Predictions[]> =>
      Promise.all(all.map((one) => context.outOfFold(one, rows, folds)));

    const singles = await answersOf(names.map((_, row) => onRows(learner, [row])));
    const survivors = eliminate(singles, truth, keep);
    const nameAll = (chosen: readonly number[]): string => chosen.map((row) => names[row]).join(", ");
    context.note(
      `${survivors.length} of ${names.length} rows stay, in the order picked: ${nameAll(survivors)}`,
    );

    const random = createRandom(seed);
    const drawn = Array.from({ length: subsets }, () => {
      const size = Math.min(survivors.length, 2 + random.integer(4));
      return random.shuffle([...survivors]).slice(0, size);
    });
    const tried = (candidates.length === 0 ? [learner] : candidates).flatMap((one) =>
      (subsets === 0 ? [survivors] : drawn).map((chosen) => ({
        spec: onRows(one, chosen),
        says: `${one.name} on ${nameAll(chosen)}`,
      })),
    );
    if (tried.length === 1) return context.fit(tried[0].spec, rows);
    // with nobody to agree with, the first that is picked is the most accurate
    const [best] = eliminate(await answersOf(tried.map(({ spec }) => spec)), truth, 1);
    context.note(`of ${tried.length} that were tried, chose ${tried[best].says}`);
    return context.fit(tried[best].spec, rows);
  },
});

/** The recogniser as it is, on some rows of its images only. */
function onRows(learner: LearnerSpec, rows: readonly number[]): LearnerSpec {
  const steps = stepsSchema.parse(learner.steps);
  return {
    ...learner,
    name: `${learner.name}.${rows.join("-")}`,
    steps: [{ id: "take-rows", params: { rows } }, ...steps],
  };
}
