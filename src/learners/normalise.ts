/** Features that are normalised to whoever speaks. */
import { z } from "zod";
import { ConfigError } from "../base/errors.ts";
import { defineLearner, learnerSpec } from "./learner.ts";

export const normalise = defineLearner({
  id: "normalise",
  summary:
    "features z-normalised speaker by speaker: what is usual for a speaker is learnt from their clips at hand, not their labels",
  source:
    "speaker normalisation of Schuller et al. 2009; transductive where it is measured, by enrolment where it is used",
  children: { learner: "one" },
  params: z.strictObject({
    learner: learnerSpec.describe("the learner that gets normalised features"),
    by: z.string().default("speaker").describe("column whose clips belong together"),
  }),
  describe: ({ learner, by }) => `${learner.name} normalised by ${by} (transductive)`,
  fit(rows, { learner, by }, context) {
    if (rows.normalisedBy !== null) {
      throw new ConfigError(
        `normalise: the features are normalised by ${rows.normalisedBy} already; expected once.`,
      );
    }
    return context.fit(learner, { ...rows, normalisedBy: by });
  },
});
