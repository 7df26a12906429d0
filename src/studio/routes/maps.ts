/** Maps of clips: made by a job, kept until they are made again. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { Hono } from "hono";
import { z } from "zod";
import { digestOf } from "../../base/digest.ts";
import { features } from "../../features/index.ts";
import type { Studio } from "../studio.ts";
import { StudioError } from "../trouble.ts";
import { bodyOf, queryOf } from "./query.ts";

const askedSchema = z.union([
  z.strictObject({ corpus: z.string(), feature: z.string(), overTime: z.boolean() }),
  z.strictObject({ run: z.string(), learner: z.string() }),
]);
type Asked = z.output<typeof askedSchema>;
/** Of what is kept: maps in another one are made again. */
const FORM = 2;

const keySchema = z.object({ key: z.string().regex(/^[0-9a-f]{16}$/, "expected the key of a map") });

export function mapRoutes({ places, runs, jobs, state }: Studio): Hono {
  const app = new Hono();
  const folder = join(state.folder, "maps");
  const keyOf = async (asked: Asked): Promise<string> =>
    (await digestOf({ ...asked, form: FORM })).slice(0, 16);
  app.get("/maps", async (c) => {
    const names = await readdir(folder).catch(() => []);
    return c.json(names.filter((name) => name.endsWith(".json")).map((name) => name.slice(0, -5)));
  });
  app.get("/map", async (c) => {
    const { key } = queryOf(c, keySchema);
    const json = await readFile(join(folder, `${key}.json`), "utf8").catch(() => {
      throw new StudioError(404, "this map was not made yet.");
    });
    return c.body(json, 200, { "content-type": "application/json" });
  });
  app.post("/map/key", async (c) => c.json({ key: await keyOf(await bodyOf(c, askedSchema)) }));
  app.post("/map/make", async (c) => {
    const asked = await bodyOf(c, askedSchema);
    const key = await keyOf(asked);
    const file = join(folder, `${key}.json`);
    if ("run" in asked) {
      const run = await runs.read(asked.run);
      const corpora = run.corpora.map(({ name, prefix, at, problem }) => {
        if (at === null) throw new StudioError(403, problem ?? `${name}: is not here.`);
        return { name, prefix, at };
      });
      const { name } = run;
      const by = { run: await places.find(asked.run), learner: asked.learner };
      const spec = { kind: "map" as const, corpora, by, file };
      return c.json(await jobs.start({ spec, name: `map of ${name}: ${asked.learner}`, at: key }));
    }
    const { corpus, feature, overTime } = asked;
    features.find(feature);
    const spec = {
      kind: "map" as const,
      corpora: [{ name: corpus, prefix: "", at: corpus }],
      by: { corpus: await places.find(corpus), feature, overTime },
      file,
    };
    return c.json(await jobs.start({ spec, name: `map of ${corpus} by ${feature}`, at: key }));
  });
  return app;
}
