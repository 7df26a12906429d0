/** Disks that are full, folders that cannot be written, entries of the cache that are damaged. */
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import type { Random } from "../../src/base/random.ts";
import { broken, type Fault, goesOn, held, rudeness, type Verdict } from "./verdict.ts";

/** As a disk of so many bytes: a file system of its own where this process may make one. */
export function fullDisk(what: "run" | "cache", megabytes: number): Fault {
  return {
    name: `a disk of ${megabytes} MB for the ${what}`,
    async disturb(bench): Promise<Verdict> {
      const disk = join(bench.folder, `disk-${what}`);
      mkdirSync(disk);
      const size = `size=${Math.round(megabytes * 2 ** 20)}`;
      const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", size, "tmpfs", disk]);
      if (mounted.status !== 0) return { kind: "skipped", why: "no file system can be mounted here" };
      const [run, cache] =
        what === "run" ? [`disk-${what}/run`, "full-cache"] : ["full-run", `disk-${what}/cache`];
      try {
        const ended = await bench.train({ run, cache });
        const problem = rudeness(ended);
        if (problem !== undefined) return broken(problem);
        if (!/the disk is full/.test(ended.stderr)) return broken(`is not told of: ${ended.stderr}`);
        if (what === "cache") return ended.code === 0 ? same(bench.difference(run)) : broken(ended.stderr);
        if (ended.code === 0) return broken("a run without room for its results counts as done");
        return goesOn(bench, "full-again", cache);
      } finally {
        spawnSync("umount", ["-l", disk]);
      }
    },
  };
}

function same(problem: string | undefined): Verdict {
  return problem === undefined ? held("same bits") : broken(problem);
}

/** No file may be longer than this: what a quota or a file system does. */
export function shortFiles(kilobytes: number): Fault {
  return {
    name: `no file longer than ${kilobytes} kB`,
    async disturb(bench): Promise<Verdict> {
      const limit = [`ulimit -f ${kilobytes}; exec "$@"`, "limited"];
      const through = ["bash", "-c", ...limit];
      const ended = await bench.train({ run: "short", cache: "short-cache", through });
      const problem = rudeness(ended);
      if (problem !== undefined) return broken(problem);
      if (ended.code === 0) return broken("nothing was too long");
      return goesOn(bench, "short", "short-cache");
    },
  };
}

/** A place for one file of the run that is always full. */
export const fullDevice: Fault = {
  name: "a run's file on a device that is full",
  async disturb(bench): Promise<Verdict> {
    const run = "device";
    const cache = bench.warmCache("device-cache");
    mkdirSync(join(bench.folder, run));
    symlinkSync("/dev/full", join(bench.folder, run, "folds.json"));
    const ended = await bench.train({ run, cache });
    if (
      ended.code !== 1 ||
      !/folds\.json: the file cannot be written \(the disk is full\)/.test(ended.stderr)
    ) {
      return broken(`code ${ended.code}: ${ended.stderr}`);
    }
    return goesOn(bench, "device-again", cache);
  },
};

const NOBODY = 65_534;

/** Folders of somebody else. */
export const readOnly: Fault = {
  name: "read-only cache and run folder",
  async disturb(bench): Promise<Verdict> {
    const { folder } = bench;
    const isRoot = process.getuid?.() === 0;
    if (process.getuid === undefined) return { kind: "skipped", why: "folders have no owners here" };
    const cache = bench.warmCache("read-only-cache");
    for (const name of readdirSync(join(folder, cache))) chmodSync(join(folder, cache, name), 0o555);
    mkdirSync(join(folder, "owned"));
    mkdirSync(join(folder, "read-only"));
    chmodSync(join(folder, "read-only"), 0o555);
    chmodSync(folder, 0o755);
    // who may everything asks as somebody who may not
    if (isRoot) chownSync(join(folder, "owned"), NOBODY, NOBODY);
    const spawned = isRoot ? { uid: NOBODY, gid: NOBODY } : {};
    const refused = await bench.train({ run: "read-only/run", cache, spawned });
    if (/Cannot find module|EACCES.*main\.js/.test(refused.stderr)) {
      return { kind: "skipped", why: "nobody else may run the program" };
    }
    if (refused.code !== 1 || !/cannot be written \(no permission\)/.test(refused.stderr)) {
      return broken(`code ${refused.code}: ${refused.stderr}`);
    }
    const ended = await bench.train({ run: "owned/run", cache, spawned });
    return ended.code === 0 ? same(bench.difference("owned/run")) : broken(ended.stderr);
  },
};

/** A share of the cache's entries with a wrong bit, cut short, empty, or with a folder in their place. */
export function damagedCache(share: number, random: Random): Fault {
  return {
    name: "cache entries flipped and truncated",
    async disturb(bench): Promise<Verdict> {
      const cache = bench.warmCache("damaged-cache");
      const entries = readdirSync(join(bench.folder, cache), { recursive: true, withFileTypes: true })
        .filter((file) => file.isFile())
        .map((file) => join(file.parentPath, file.name))
        .toSorted();
      let damaged = 0;
      for (const path of entries) {
        if (random.uniform() > share) continue;
        damaged++;
        const bytes = readFileSync(path);
        if (random.uniform() < 0.5) {
          bytes[random.integer(bytes.length)] ^= 1 << random.integer(8);
          writeFileSync(path, bytes);
        } else truncateSync(path, random.integer(bytes.length));
      }
      const ended = await bench.train({ run: "damaged", cache });
      if (ended.code !== 0) return broken(`code ${ended.code}: ${ended.stderr}`);
      const problem = bench.difference("damaged");
      return problem === undefined
        ? held(`${damaged} of ${entries.length} entries damaged, same bits`)
        : broken(problem);
    },
  };
}
