/**
 * An experiment by three workers of which two are killed, while the server is killed and started once: against the same
 * experiment in one process.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdir, readdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { createRandom } from "../src/base/random.ts";
import { startQueueServer } from "./queue-server.ts";

const MAIN = resolve(import.meta.dirname, "../dist/cli/main.js");
const WORKERS = 3;
/** Kinds of entries of the cache that jobs leave. */
const KINDS = ["facts", "features", "extract", "fit"];

export interface Disturbance {
  /** After so many entries of the cache. */
  readonly after: number;
  readonly what: string;
}

export interface Proof {
  /** Of the cache, that jobs leave. */
  readonly entries: number;
  readonly disturbances: readonly Disturbance[];
  /** Files of the two runs that differ in any bit; entries that one cache has and the other has not, or not so. */
  readonly differences: readonly string[];
  /** Of both runs. */
  readonly seconds: Readonly<Record<"alone" | "queue", number>>;
  /** What the run by the queue said. */
  readonly said: string;
}

/**
 * @param experiment - a file with `final: false`
 * @param folder - empty, for caches and runs
 * @param seed - of the moments
 */
export async function proveQueue(experiment: string, folder: string, seed: number): Promise<Proof> {
  const caches = { alone: join(folder, "cache-alone"), queue: join(folder, "cache-queue") };
  const runs = { alone: join(folder, "run-alone"), queue: join(folder, "run-queue") };
  const begun = performance.now();
  await finished(start(["train", experiment, "-o", runs.alone, "--cache", caches.alone]));
  const between = performance.now();
  const entries = (await entriesOf(caches.alone)).length;

  const random = createRandom(seed);
  const disturbances = ["worker 1 killed", "worker 2 killed", "server killed and started"]
    .map((what) => ({ what, after: Math.floor(entries * (0.1 + 0.85 * random.uniform())) }))
    .toSorted((a, b) => a.after - b.after);

  await mkdir(join(folder, "server"), { recursive: true });
  const server = await startQueueServer(join(folder, "server"));
  const where = ["--queue", server.url, "--cache", caches.queue];
  const workers = Array.from({ length: WORKERS }, () => start(["worker", ...where, "--concurrency", "1"]));
  try {
    const run = start(["train", experiment, "-o", runs.queue, ...where]);
    const end = finished(run);
    let isRunning = true;
    const watched = end.finally(() => {
      isRunning = false;
    });
    watched.catch(() => undefined);
    for (const { what, after } of disturbances) {
      while (isRunning && (await entriesOf(caches.queue)).length < after) await pause(20);
      if (what === "worker 1 killed") workers[0].child.kill("SIGKILL");
      else if (what === "worker 2 killed") workers[1].child.kill("SIGKILL");
      else await server.restart();
    }
    const said = await end;
    const differences = [
      ...(await differencesOf(runs.alone, runs.queue)),
      ...(await cacheDifferences(caches.alone, caches.queue)),
    ];
    const seconds = {
      alone: (between - begun) / 1000,
      queue: (performance.now() - between) / 1000,
    };
    return { entries, disturbances, differences, seconds, said };
  } finally {
    for (const { child } of workers) child.kill("SIGKILL");
    await server.stop();
  }
}

interface Started {
  readonly child: ChildProcess;
  said(): string;
}

function start(args: readonly string[]): Started {
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => {
    said += chunk.toString();
  });
  return { child, said: () => said };
}

async function finished({ child, said }: Started): Promise<string> {
  const code = await new Promise((resolve) => child.once("close", resolve));
  if (code !== 0) throw new Error(`ended with ${code}: ${said()}`);
  return said();
}

/** "facts/ab/cdef….json" */
async function entriesOf(cache: string): Promise<string[]> {
  const found = await Promise.all(
    KINDS.map(async (kind) => {
      const names = await readdir(join(cache, kind), { recursive: true }).catch(() => []);
      return names.filter((name) => name.includes("/")).map((name) => `${kind}/${name}`);
    }),
  );
  return found.flat().toSorted();
}

/** Answers, folds, and scores without their times. */
async function differencesOf(one: string, other: string): Promise<string[]> {
  const answers = (await readdir(join(one, "predictions"))).map((name) => `predictions/${name}`);
  const differing: string[] = [];
  for (const name of [...answers, "folds.json", "scores.json"]) {
    const [a, b] = await Promise.all([one, other].map((run) => readFile(join(run, name), "utf8")));
    if (withoutTimes(a) !== withoutTimes(b)) differing.push(name);
  }
  return differing;
}

function withoutTimes(text: string): string {
  return text.replaceAll(/"(fitSeconds|seconds|started)": [^\n]*/g, "");
}

async function cacheDifferences(one: string, other: string): Promise<string[]> {
  const [a, b] = await Promise.all([entriesOf(one), entriesOf(other)]);
  const [inOne, inOther] = [new Set(a), new Set(b)];
  const differing = [
    ...a.filter((name) => !inOther.has(name)).map((name) => `lost: ${name}`),
    ...b.filter((name) => !inOne.has(name)).map((name) => `added: ${name}`),
  ];
  for (const name of a.filter((one) => inOther.has(one))) {
    // a fit tells how long it took
    if (name.startsWith("fit/")) continue;
    const [x, y] = await Promise.all([one, other].map((cache) => readFile(join(cache, name))));
    if (!x.equals(y)) differing.push(`other bits: ${name}`);
  }
  return differing;
}
