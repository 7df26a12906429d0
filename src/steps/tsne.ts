import { z } from "zod";
import { ModelError } from "../base/errors.ts";
import { squareBytes } from "../models/kernel/gram.ts";
import { fitMap } from "./maps/map-step.ts";
import { placedByParam } from "./maps/placed-by.ts";
import { MOST_POINTS, nearestOf } from "./maps/points.ts";
import { tsne as layOut, tsneNeighbours } from "./maps/tsne.ts";
import { defineStep } from "./step.ts";

/** The map is of the training rows alone; t-SNE itself knows no place for others. */
export const tsne = defineStep({
  id: "tsne",
  summary: "Places on a t-SNE map of the training rows, on which neighbours are drawn together",
  source:
    "van der Maaten 2014 (JMLR 15); scikit-learn TSNE 1.9; others are placed by the nearest training rows",
  input: "any",
  output: "vector",
  params: z.strictObject({
    perplexity: z
      .number()
      .min(2)
      .max(1000)
      .default(30)
      .describe("about how many neighbours belong to a row; at most a third of the training rows"),
    placedBy: placedByParam,
  }),
  mostRows: MOST_POINTS,
  // the distances of all pairs
  memoryBytes: (rows) => squareBytes(rows, 8),
  async fit(train, { perplexity, placedBy }, context) {
    const rows = train.clipIds.length;
    if (3 * perplexity > rows) {
      throw new ModelError(
        `step tsne: perplexity: expected at most ${Math.floor(rows / 3)}, a third of the ${rows} training rows; got ${perplexity}.`,
      );
    }
    return fitMap("tsne", train, placedBy, context, async (squared, start) => {
      const neighbours = nearestOf(squared, tsneNeighbours(rows, perplexity));
      return (await layOut(neighbours, start, { perplexity })).places;
    });
  },
});
