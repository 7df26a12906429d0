/** Corpora: which there are, and their clips. */
import { Hono } from "hono";
import { z } from "zod";
import type { Studio } from "../studio.ts";
import { bodyOf, queryOf } from "./query.ts";

const atSchema = z.object({ at: z.string() });

export function corpusRoutes({ corpora }: Studio): Hono {
  const app = new Hono();
  app.get("/corpora", async (c) => c.json(await corpora.list()));
  app.post("/corpora", async (c) => {
    await corpora.add((await bodyOf(c, atSchema)).at);
    return c.json(await corpora.list());
  });
  app.get("/corpus", async (c) => {
    const { json, tag } = await corpora.table(queryOf(c, atSchema).at);
    const headers = { etag: tag, "cache-control": "no-cache", "content-type": "application/json" };
    return c.req.header("if-none-match") === tag ? c.body(null, 304, headers) : c.body(json, 200, headers);
  });
  app.post("/corpus/again", async (c) => {
    const { at } = await bodyOf(c, atSchema);
    await corpora.forget(at);
    await corpora.read(at);
    return c.json({});
  });
  return app;
}
