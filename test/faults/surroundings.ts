/** Other processes, clocks, threads and readers that do what they should not. */
import { closeSync, openSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { broken, type Fault, goesOn, held, rudeness, type Verdict } from "./verdict.ts";

/** Two runs at once, into one folder and one cache. */
export const twoAtOnce: Fault = {
  name: "two runs into one folder and one cache",
  async disturb(bench): Promise<Verdict> {
    const both = await Promise.all([0, 1].map(() => bench.train({ run: "shared", cache: "shared-cache" })));
    const problem = both.map(rudeness).find((one) => one !== undefined);
    if (problem !== undefined) return broken(problem);
    if (!both.some(({ code }) => code === 0)) return broken(both.map(({ stderr }) => stderr).join("\n"));
    const unlike = bench.difference("shared");
    return unlike === undefined
      ? held(`both end (${both.map(({ code }) => code)}), same bits`)
      : broken(unlike);
  },
};

const preloaded = (name: string): string =>
  `--import ${pathToFileURL(resolve(import.meta.dirname, "preload", name)).href}`;

/** Days pass in a moment, and back again. */
export const clockSetBack: Fault = {
  name: "the clock set back",
  async disturb(bench): Promise<Verdict> {
    const env = { NODE_OPTIONS: preloaded("clock-set-back.mjs") };
    const ended = await bench.train({ run: "clock", cache: "clock-cache", env });
    if (ended.code !== 0) return broken(`code ${ended.code}: ${ended.stderr}`);
    if (/-\d+(\.\d+)? ?(s|min|h)\b|NaN|Infinity/.test(ended.stderr))
      return broken(`odd times: ${ended.stderr}`);
    const problem = bench.difference("clock");
    return problem === undefined ? held("same bits") : broken(problem);
  },
};

/** A thread of the pool ends in the middle of a job, as one does that has no more memory. */
export const workerEnds: Fault = {
  name: "a worker ends in the middle of a job",
  async disturb(bench): Promise<Verdict> {
    const [run, cache] = ["worker", "worker-cache"];
    const env = {
      NODE_OPTIONS: preloaded("worker-ends.mjs"),
      FAULT_FLAG: join(bench.folder, "worker-ended"),
    };
    const ended = await bench.train({ run, cache, env });
    const problem = rudeness(ended);
    return problem === undefined ? goesOn(bench, run, cache) : broken(problem);
  },
};

/** Nobody reads what is printed. */
export function closed(stream: "stdout" | "stderr"): Fault {
  return {
    name: `closed ${stream}`,
    async disturb(bench): Promise<Verdict> {
      const run = `closed-${stream}`;
      const cache = bench.warmCache(`closed-cache-${stream}`);
      const ended = await bench.train({ run, cache, disturb: (child) => child[stream]?.destroy() });
      const problem = rudeness(ended);
      return problem === undefined ? goesOn(bench, run, cache) : broken(problem);
    },
  };
}

/** What is printed goes to a disk that is full. */
export const fullOutput: Fault = {
  name: "stdout on a device that is full",
  async disturb(bench): Promise<Verdict> {
    const cache = bench.warmCache("full-output-cache");
    const full = openSync("/dev/full", "w");
    const ended = await bench.train({
      run: "full-output",
      cache,
      spawned: { stdio: ["ignore", full, "pipe"] },
    });
    closeSync(full);
    if (ended.code !== 1 || !/the output cannot be written/.test(ended.stderr)) {
      return broken(`code ${ended.code}: ${ended.stderr}`);
    }
    const problem = bench.difference("full-output");
    return problem === undefined ? held("told of, and the run is whole") : broken(problem);
  },
};
