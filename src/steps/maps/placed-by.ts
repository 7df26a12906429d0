import { z } from "zod";

/** How a parameter says by how many training rows another is placed. */
export const placedByParam = z
  .int()
  .min(1)
  .max(1000)
  .default(5)
  .describe(
    "nearest training rows by which a row is placed, each counting 1 / distance; at most the training rows",
  );
