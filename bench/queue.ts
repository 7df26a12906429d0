/**
 * What a queue adds to a job: milliseconds until all are done, and processor time of the run and of the server, which tell how
 * many workers they can feed. The jobs' result is there already; 1 to 4 workers, 100 to 50,000 jobs at once.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { Redis } from "ioredis";
import { encodeWav } from "../src/audio/wav.ts";
import { factsJob } from "../src/experiment/jobs/facts.ts";
import { openQueue } from "../src/experiment/queue/queue-executor.ts";
import { openCache } from "../src/experiment/rows/cache.ts";
import { doTask } from "../src/experiment/work/do-task.ts";
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
  const redis = new Redis(server.url);
  const rows: object[] = [];
  try {
    for (const workers of numbers(values.workers)) {
      const children = await Promise.all(
        Array.from({ length: workers }, () => startWorker(server, cacheRoot)),
      );
      const executor = await openQueue(server.url, cacheRoot);
      for (const jobs of numbers(values.jobs)) {
        const started = performance.now();
        const own = process.cpuUsage();
        const servers = await serverCpuMs(redis);
        await Promise.all(Array.from({ length: jobs }, (_, i) => executor.run(task(`${jobs}/${i}`))));
        const msPerJob = (performance.now() - started) / jobs;
        const { user, system } = process.cpuUsage(own);
        const runCpuMs = (user + system) / 1000 / jobs;
        const serverMs = ((await serverCpuMs(redis)) - servers) / jobs;
        rows.push({ workers, jobs, msPerJob, runCpuMs, serverCpuMs: serverMs });
        if (!values.json) {
          console.log(
            `${workers} workers, ${jobs} jobs: ${msPerJob.toFixed(2)} ms a job; processor: run ${runCpuMs.toFixed(2)} ms, server ${serverMs.toFixed(2)} ms`,
          );
        }
      }
      await executor.close();
      for (const child of children) {
        child.kill("SIGTERM");
        await once(child, "close");
      }
    }
    const [, peak] = /used_memory_peak:(\d+)/.exec(await redis.info("memory")) ?? [];
    console.error(`The server held ${(Number(peak) / 1e6).toFixed(0)} MB at most.`);
  } finally {
    redis.disconnect();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
  if (values.json) console.log(JSON.stringify(rows, null, 2));
}

async function serverCpuMs(redis: Redis): Promise<number> {
  const about = await redis.info("cpu");
  const seconds = about.matchAll(/^used_cpu_(?:sys|user):([\d.]+)/gm);
  return [...seconds].reduce((sum, [, text]) => sum + 1000 * Number(text), 0);
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
