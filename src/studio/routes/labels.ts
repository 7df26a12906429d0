/** Labels given by ear. */
import { Hono } from "hono";
import { z } from "zod";
import type { Studio } from "../studio.ts";
import { bodyOf, queryOf } from "./query.ts";

const atSchema = z.object({ at: z.string() });

const TEXT = z
  .string()
  .trim()
  .min(1)
  .max(80)
  .regex(/^[^\p{Cc}]+$/u, "expected a name without line ends");

const givenSchema = z.object({
  at: z.string(),
  id: z.string(),
  annotator: TEXT,
  label: TEXT.nullable(),
  bad: z.boolean(),
});

export function labelRoutes({ labels }: Studio): Hono {
  const app = new Hono();
  app.get("/labels/files", async (c) => c.json(await labels.files()));
  app.get("/labels", async (c) => c.json(await labels.read(queryOf(c, atSchema).at)));
  app.post("/labels", async (c) => {
    const { at, ...given } = await bodyOf(c, givenSchema);
    await labels.give(at, given);
    return c.json({});
  });
  return app;
}
