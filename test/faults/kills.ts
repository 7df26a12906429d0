/** The process ends at any moment: killed, interrupted, asked to end. */

import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Random } from "../../src/base/random.ts";
import type { Bench } from "./bench.ts";
import { broken, type Fault, goesOn, held, rudeness, type Verdict } from "./verdict.ts";

/** A run that is killed at random moments and taken up again, until it was killed so often; every one that ends is looked at. */
export function killed(times: number, random: Random): Fault {
  return {
    name: `kill -9 at ${times} random moments`,
    async disturb(bench) {
      let [kills, chain, reach] = [0, 0, bench.seconds];
      while (kills < times) {
        const [run, cache] = [`killed-${chain}`, `killed-cache-${chain}`];
        chain++;
        let verdict: Verdict | undefined;
        while (kills < times && verdict === undefined) {
          const ended = await bench.train({ run, cache, disturb: signalled("SIGKILL", reach, random) });
          if (ended.signal === "SIGKILL") {
            kills++;
            continue;
          }
          // on a machine that is less busy by now
          reach = Math.min(reach, ended.seconds);
          const problem = rudeness(ended) ?? bench.difference(run);
          verdict = problem === undefined ? held("same bits") : broken(`after ${kills} kills: ${problem}`);
        }
        verdict ??= await goesOn(bench, run, cache);
        if (verdict.kind === "broken") return verdict;
        const left = leftovers(bench, run, cache);
        if (left.length > 0) return broken(`unfinished files are left: ${left.join(", ")}`);
      }
      return held(`${chain} runs with the same bits`);
    },
  };
}

function signalled(signal: NodeJS.Signals, seconds: number, random: Random) {
  const milliseconds = 1000 * (0.1 + random.uniform() * seconds);
  return (child: {
    kill(signal: NodeJS.Signals): boolean;
    once(event: "close", then: () => void): unknown;
  }): void => {
    const timer = setTimeout(() => child.kill(signal), milliseconds);
    child.once("close", () => clearTimeout(timer));
  };
}

function leftovers({ folder }: Bench, run: string, cache: string): string[] {
  return [run, cache]
    .filter((name) => existsSync(join(folder, name)))
    .flatMap((name) => readdirSync(join(folder, name), { recursive: true, encoding: "utf8" }))
    .filter((name) => name.endsWith(".tmp"));
}

/** Asked to stop, in the middle of its work: it says how to go on, and the next run does. */
export function stopped(signal: "SIGINT" | "SIGTERM", random: Random): Fault {
  return {
    name: signal,
    async disturb(bench): Promise<Verdict> {
      const [run, cache] = [`stopped-${signal}`, `stopped-cache-${signal}`];
      const ended = await bench.train({ run, cache, disturb: signalled(signal, bench.seconds, random) });
      // before the command has begun nothing listens yet
      const problem = ended.signal === signal ? undefined : rudeness(ended);
      return problem === undefined ? goesOn(bench, run, cache) : broken(problem);
    },
  };
}
