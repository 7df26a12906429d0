/** Maps of clips: made by a job, kept until they are made again. */
import { readdir, readFile } from "node:fs/promises";
import { Hono } from "hono";
import { z } from "zod";
import { digestOf } from "../../base/digest.ts";
import { features } from "../../features/index.ts";
import { mapKeySchema } from "../jobs/job.ts";
import { MAPS, mapFileOf } from "../state-files.ts";
import type { Studio } from "../studio.ts";
import { StudioError } from "../trouble.ts";
import { bodyOf, queryOf } from "./query.ts";

const ofCorpus = z.strictObject({ corpus: z.string(), feature: z.string(), overTime: z.boolean() });
const ofRun = z.strictObject({ run: z.string(), learner: z.string() });
const askedSchema = z.union([ofCorpus, ofRun]);
type Asked = z.output<typeof askedSchema>;
const questionSchema = z.union([ofCorpus.extend({ overTime: z.stringbool() }), ofRun]);
/** Of what is kept: maps in another one are made again. */
const FORM = 2;

const keySchema = z.object({ key: mapKeySchema });

export function mapRoutes({ runs, corpora, jobs, state }: Studio): Hono {
  const app = new Hono();
  /** Of what is there now: a run that was trained again, or a corpus that changed, is another map. */
  const keyOf = async (asked: Asked): Promise<string> => {
    const mapped =
      "run" in asked
        ? (await runs.read(asked.run)).ended
        : (await corpora.read(asked.corpus)).clips.map((clip) => ({ ...clip, path: null }));
    return (await digestOf({ ...asked, mapped, form: FORM })).slice(0, 16);
  };
  app.get("/maps", async (c) => {
    const names = await readdir(await state.place(MAPS)).catch(() => []);
    return c.json(names.filter((name) => name.endsWith(".json")).map((name) => name.slice(0, -5)));
  });
  app.get("/map", async (c) => {
    const { key } = queryOf(c, keySchema);
    const json = await readFile(await state.place(mapFileOf(key)), "utf8").catch(() => {
      throw new StudioError(404, "this map was not made yet.");
    });
    return c.body(json, 200, { "content-type": "application/json" });
  });
  app.get("/map/key", async (c) => c.json({ key: await keyOf(queryOf(c, questionSchema)) }));
  app.post("/map/make", async (c) => {
    const asked = await bodyOf(c, askedSchema);
    const key = await keyOf(asked);
    if ("run" in asked) {
      const run = await runs.read(asked.run);
      const mapped = run.corpora.map(({ name, prefix, at, problem }) => {
        if (at === null) throw new StudioError(403, problem ?? `${name}: is not here.`);
        return { name, prefix, at };
      });
      const { name } = run;
      const spec = { kind: "map" as const, corpora: mapped, by: asked, key };
      return c.json(await jobs.start({ spec, name: `map of ${name}: ${asked.learner}`, at: key }));
    }
    const { corpus, feature } = asked;
    features.find(feature);
    const spec = {
      kind: "map" as const,
      corpora: [{ name: corpus, prefix: "", at: corpus }],
      by: asked,
      key,
    };
    return c.json(await jobs.start({ spec, name: `map of ${corpus} by ${feature}`, at: key }));
  });
  return app;
}
