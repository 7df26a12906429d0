/** Features that are normalised to whoever speaks. */
import { z } from "zod";
import { counted } from "../base/counted.ts";
import { ConfigError } from "../base/errors.ts";
import { defineLearner, learnerSpec } from "./learner.ts";

export const normalise = defineLearner({
  id: "normalise",
  summary:
    "features z-normalised speaker by speaker: what is usual for a speaker is learnt from clips of theirs, not from labels",
  source:
    "speaker normalisation of Schuller et al. 2009; shrinkage towards an average speaker as in MAP adaptation",
  children: { learner: "one" },
  params: z.strictObject({
    learner: learnerSpec.describe("the learner that gets normalised features"),
    by: z.string().default("speaker").describe("column whose clips belong together"),
    clips: z
      .union([z.int().min(0), z.literal("all")])
      .default("all")
      .describe(
        "how many clips a tested speaker is known by: of those that split.enrol sets aside; all = of all their clips (transductive)",
      ),
    shrinkage: z
      .number()
      .min(0)
      .default(10)
      .describe("a speaker known by n clips counts n / (n + shrinkage) against an average speaker"),
  }),
  columns: ({ by }) => [by],
  describe: ({ learner, by, clips }) =>
    `${learner.name} normalised by ${by} (${clips === "all" ? "transductive" : `enrolled by ${counted(clips, "clip")}`})`,
  fit(rows, { learner, ...how }, context) {
    if (rows.normalised !== null) {
      throw new ConfigError(
        `normalise: the features are normalised by ${rows.normalised.by} already; expected once.`,
      );
    }
    return context.fit(learner, { ...rows, normalised: how });
  },
});
