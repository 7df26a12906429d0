/** Probabilities that say how often an answer is right: temperature scaling of another learner's. */
import { z } from "zod";
import { targetsOfClips } from "../dataset/rows.ts";
import { defineLearner, learnerSpec } from "./learner.ts";
import { fitSharpness, withTemperature } from "./temperature.ts";

export const calibrated = defineLearner({
  id: "calibrated",
  summary:
    "another learner's probabilities to the power of 1 / temperature, so that an answer with 70 % is right in 70 of 100; decisions stay",
  source: "temperature scaling: Guo et al. 2017",
  children: { learner: "one" },
  params: z.strictObject({
    learner: learnerSpec.describe("the learner whose probabilities are calibrated"),
    folds: z
      .int()
      .min(2)
      .max(20)
      .default(5)
      .describe("inner folds by which it answers the training clips, for the temperature"),
  }),
  describe: ({ learner }) => `${learner.name} with calibrated probabilities`,
  async fit(rows, { learner, folds }, context) {
    const [answers, member] = await Promise.all([
      context.outOfFold(learner, rows, folds),
      context.fit(learner, rows),
    ]);
    const truth = [...targetsOfClips("calibrated", rows, answers.clipIds)];
    const sharpness = fitSharpness(answers.probabilities, truth, rows.labels.length);
    context.note(
      `temperature ${(1 / sharpness).toFixed(3)}, by ${answers.clipIds.length} answers to training clips out of fold`,
    );
    return withTemperature(member, sharpness);
  },
});
