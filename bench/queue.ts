/** Milliseconds that a queue adds to a job: jobs whose result is there already, by 1 to 4 workers, 100 to 50,000 at once. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { encodeWav } from "../src/audio/wav.ts";
import { openCache } from "../src/experiment/cache.ts";
import { doTask } from "../src/experiment/do-task.ts";
import { factsJob } from "../src/experiment/jobs/facts.ts";
import { openQueue } from "../src/experiment/queue/queue-executor.ts";
import { tone } from "../src/synth/index.ts";
import { type QueueServer, startQueueServer } from "../test/queue-server.ts";

/** Jobs that a worker does at once. */
const CONCURRENCY = "4";
const MAIN = resolve(import.meta.dirname, "../src/cli/main.ts");

export async function benchQueue(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      workers: { type: "string", default: "1,2,3,4" },
      jobs: { type: "string", default: "100,1000,10000,50000" },
      json: { type: "boolean", default: false },
    },
  });
  const numbers = (list: string): number[] => list.split(",").map(Number);
  const folder = await mkdtemp(join(tmpdir(), "prosodia-queue-"));
  const cacheRoot = join(folder, "cache");
  const path = join(folder, "clip.wav");
  await writeFile(path, encodeWav(tone({ hz: 200, seconds: 0.1, sampleRate: 8000 })));
  const key = await factsJob.key({ clipId: "0", path });
  const task = (clipId: string) => ({ kind: factsJob.kind, key, input: { clipId, path } });
  await doTask(task("0"), openCache(cacheRoot), { signal: new AbortController().signal, tell: () => {} });

  const server = await startQueueServer();
  const rows: { workers: number; jobs: number; msPerJob: number }[] = [];
  try {
    for (const workers of numbers(values.workers)) {
      const children = await Promise.all(
        Array.from({ length: workers }, () => startWorker(server, cacheRoot)),
      );
      const executor = await openQueue(server.url, cacheRoot);
      for (const jobs of numbers(values.jobs)) {
        const started = performance.now();
        await Promise.all(Array.from({ length: jobs }, (_, i) => executor.run(task(`${jobs}/${i}`))));
        const msPerJob = (performance.now() - started) / jobs;
        rows.push({ workers, jobs, msPerJob });
        if (!values.json) console.log(`${workers} workers, ${jobs} jobs: ${msPerJob.toFixed(2)} ms a job`);
      }
      await executor.close();
      for (const child of children) {
        child.kill("SIGTERM");
        await once(child, "close");
      }
    }
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
  if (values.json) console.log(JSON.stringify(rows, null, 2));
}

/** From the sources, as the run is: workers of other code would refuse. */
async function startWorker(server: QueueServer, cacheRoot: string): Promise<ChildProcess> {
  const child = spawn(
    process.execPath,
    [
      ...["--import", "tsx", MAIN, "worker", "--queue", server.url],
      ...["--cache", cacheRoot, "--concurrency", CONCURRENCY],
    ],
    { stdio: ["ignore", "ignore", "pipe"] },
  );
  await once(child.stderr, "data");
  return child;
}
