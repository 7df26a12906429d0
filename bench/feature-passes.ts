/** Our side of bench/features.ts: the first request names clips and threads, each later one times a feature. */
import { createInterface } from "node:readline";
import { Piscina } from "piscina";
import { z } from "zod";
import { recipeSchema } from "../src/features/recipe.ts";
import { extract, type RawClip } from "./feature-worker.ts";

/** A round takes about so long, where the feature is quick enough. */
const ROUND_MS = 400;

const setup = z.object({
  threads: z.int(),
  clips: z.array(z.object({ path: z.string(), sampleRate: z.number() })),
});
const stepSchema = recipeSchema.shape.features.unwrap().element;

let clips: RawClip[] = [];
let threads = 0;
let pool: Piscina | undefined;
for await (const line of createInterface({ input: process.stdin })) {
  if (threads === 0) {
    ({ threads, clips } = setup.parse(JSON.parse(line)));
    if (threads > 1) {
      const filename = new URL("./feature-worker-loader.mjs", import.meta.url).href;
      pool = new Piscina({ filename, minThreads: threads, maxThreads: threads });
    }
    console.log(JSON.stringify({ ready: true }));
    continue;
  }
  const step = stepSchema.parse(JSON.parse(line));
  console.log(JSON.stringify({ ms: pool === undefined ? await passes(step) : await pooled(pool, step) }));
}
await pool?.destroy();

/** Milliseconds per clip of the best pass over all clips. */
async function passes(step: z.output<typeof stepSchema>): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  const begin = performance.now();
  while (performance.now() - begin < ROUND_MS) {
    const started = performance.now();
    for (const clip of clips) await extract({ clip, step });
    best = Math.min(best, performance.now() - started);
  }
  return best / clips.length;
}

/** Milliseconds per clip of all workers together, after a round that has warmed them up. */
async function pooled(workers: Piscina, step: z.output<typeof stepSchema>): Promise<number> {
  const time = async (count: number): Promise<number> => {
    const started = performance.now();
    const tasks = Array.from({ length: count }, (_, i) => ({ clip: clips[i % clips.length], step }));
    await Promise.all(tasks.map((task) => workers.run(task, { name: "extract" })));
    return (performance.now() - started) / count;
  };
  const each = await time(4 * threads);
  return await time(Math.max(4 * threads, Math.ceil(ROUND_MS / each)));
}
