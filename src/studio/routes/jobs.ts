/** Long work: begun, followed, stopped and resumed. */
import { Hono } from "hono";
import { z } from "zod";
import { foldCount } from "../../experiment/config/config.ts";
import {
  checkExperiment,
  formSchema,
  fromExperiments,
  planExperiment,
  withLearner,
  yamlOf,
} from "../experiments.ts";
import type { Studio } from "../studio.ts";
import { bodyOf, queryOf } from "./query.ts";

const experimentSchema = z.object({ yaml: z.string(), name: z.string() });
const idSchema = z.object({ id: z.string() });
const atSchema = z.object({ at: z.string() });
const formValuesSchema = z.object({
  values: z.record(z.string(), z.unknown()),
  corpus: z.string(),
  corrections: z.string().optional(),
});

const addedSchema = experimentSchema.extend({ learner: z.record(z.string(), z.unknown()) });

export function jobRoutes({ places, jobs, live, lock }: Studio): Hono {
  const app = new Hono();
  app.get("/events", async (c) => {
    // of another studio's jobs nothing is told here
    if ((await lock.other()) !== null) await jobs.read();
    return c.body(live.open({ kind: "jobs", jobs: jobs.list() }), 200, {
      "content-type": "text/event-stream",
      "cache-control": "no-store",
    });
  });
  app.get("/job/log", async (c) => c.text(await jobs.log(queryOf(c, idSchema).id)));
  app.post("/job/stop", async (c) => {
    await jobs.stop((await bodyOf(c, idSchema)).id);
    return c.json({});
  });
  app.post("/job/resume", async (c) => {
    await jobs.resume((await bodyOf(c, idSchema)).id);
    return c.json({});
  });
  app.post("/job/facts", async (c) => {
    const { at } = await bodyOf(c, atSchema);
    return c.json(await jobs.start({ spec: { kind: "facts", corpus: at }, name: `audio of ${at}`, at }));
  });

  app.get("/experiment/form", (c) => c.json(formSchema()));
  app.post("/experiment/yaml", async (c) => {
    const { values, corpus, corrections } = await bodyOf(c, formValuesSchema);
    const source = {
      path: fromExperiments(corpus, places),
      ...(corrections === undefined ? {} : { corrections: fromExperiments(corrections, places) }),
    };
    return c.json({ yaml: yamlOf({ corpus: source, ...values }) });
  });
  app.post("/experiment/add", async (c) => {
    const { yaml, name, learner } = await bodyOf(c, addedSchema);
    return c.json({ yaml: withLearner(yaml, name, learner) });
  });
  app.post("/experiment/check", async (c) => {
    const { yaml, name } = await bodyOf(c, experimentSchema);
    const experiment = await checkExperiment(yaml, name, places);
    return c.json({
      protocol: experiment.split.protocol,
      folds: foldCount(experiment),
      learners: experiment.learners.map(({ name }) => name),
      estimators: experiment.estimators.map(({ name }) => name),
    });
  });
  app.post("/experiment/run", async (c) => {
    const { yaml, name } = await bodyOf(c, experimentSchema);
    const { job, write } = await planExperiment(yaml, name, places);
    return c.json(await jobs.start(job, write));
  });
  return app;
}
