/** Runs: which there are, and what is in them. */
import { Hono } from "hono";
import { z } from "zod";
import { PICTURE_POLICY } from "../guard.ts";
import type { Studio } from "../studio.ts";
import { queryOf } from "./query.ts";

const atSchema = z.object({ at: z.string() });
const answersSchema = atSchema.extend({ learner: z.string() });

export function runRoutes({ runs }: Studio): Hono {
  const app = new Hono();
  app.get("/runs", async (c) => c.json(await runs.list()));
  app.get("/run", async (c) => c.json(await runs.read(queryOf(c, atSchema).at)));
  app.get("/run/answers", async (c) => {
    const { at, learner } = queryOf(c, answersSchema);
    return c.json(await runs.answers(at, learner));
  });
  // a file that anybody may have written: shown, and nothing in it runs
  app.get("/run/report", async (c) =>
    c.html(await runs.report(queryOf(c, atSchema).at), 200, { "content-security-policy": PICTURE_POLICY }),
  );
  return app;
}
