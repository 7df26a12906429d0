/** Runs: which there are, and what is in them. */
import { Hono } from "hono";
import { z } from "zod";
import { PICTURE_POLICY } from "../guard.ts";
import type { Studio } from "../studio.ts";
import { bodyOf, queryOf } from "./query.ts";

const atSchema = z.object({ at: z.string() });
const answersSchema = atSchema.extend({ learner: z.string() });

const checkSchema = atSchema.extend({
  recogniser: z.string(),
  corpus: z.string(),
  clips: z.int().min(1).optional(),
});

export function runRoutes({ runs, checks, jobs }: Studio): Hono {
  const app = new Hono();
  app.get("/runs", async (c) => c.json(await runs.list()));
  app.get("/run", async (c) => c.json(await runs.read(queryOf(c, atSchema).at)));
  app.get("/run/answers", async (c) => {
    const { at, learner } = queryOf(c, answersSchema);
    return c.json(await runs.answers(at, learner));
  });
  app.get("/run/checks", async (c) => c.json(await checks.list(queryOf(c, atSchema).at)));
  app.post("/run/check", async (c) =>
    c.json(await jobs.start(await checks.plan(await bodyOf(c, checkSchema)))),
  );
  // a file that anybody may have written: shown, and nothing in it runs
  app.get("/run/report", async (c) =>
    c.html(await runs.report(queryOf(c, atSchema).at), 200, { "content-security-policy": PICTURE_POLICY }),
  );
  return app;
}
