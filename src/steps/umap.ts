import { z } from "zod";
import { ModelError } from "../base/errors.ts";
import { createRandom } from "../base/random.ts";
import { squareBytes } from "../models/kernel/gram.ts";
import { fitMap } from "./maps/map-step.ts";
import { placedByParam } from "./maps/placed-by.ts";
import { MOST_POINTS, nearestOf } from "./maps/points.ts";
import { umap as layOut } from "./maps/umap.ts";
import { defineStep } from "./step.ts";

/** Where other rows come to lie is where umap-learn's transform begins; it moves them no further. */
export const umap = defineStep({
  id: "umap",
  summary: "Places on a UMAP of the training rows, whose graph of neighbours is laid out on a plane",
  source:
    "McInnes, Healy & Melville 2018 (arXiv:1802.03426); umap-learn 0.5; others are placed by the nearest training rows",
  input: "any",
  output: "vector",
  params: z.strictObject({
    neighbours: z
      .int()
      .min(2)
      .max(1000)
      .default(15)
      .describe("neighbours of a row in the graph; below the training rows"),
    placedBy: placedByParam,
  }),
  mostRows: MOST_POINTS,
  // the distances of all pairs
  memoryBytes: (rows) => squareBytes(rows, 8),
  async fit(train, { neighbours, placedBy }, context) {
    const rows = train.clipIds.length;
    if (neighbours >= rows) {
      throw new ModelError(
        `step umap: neighbours: expected at most ${rows - 1}, the other training rows; got ${neighbours}.`,
      );
    }
    return fitMap("umap", train, placedBy, context, (squared, start) =>
      layOut(nearestOf(squared, neighbours), start, createRandom(context.seed)),
    );
  },
});
