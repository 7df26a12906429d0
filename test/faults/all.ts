/** What may happen to a run. */
import type { Random } from "../../src/base/random.ts";
import { damagedCache, fullDevice, fullDisk, readOnly, shortFiles } from "./disks.ts";
import { killed, stopped } from "./kills.ts";
import { clockSetBack, closed, fullOutput, twoAtOnce, workerEnds } from "./surroundings.ts";
import type { Fault } from "./verdict.ts";

/** @param kills - how often a run is killed: what takes most of the time */
export function allFaults(kills: number, random: Random): readonly Fault[] {
  return [killed(kills, random.fork("kills")), ...faultsButKills(random)];
}

export function faultsButKills(random: Random): readonly Fault[] {
  return [
    stopped("SIGINT", random.fork("SIGINT")),
    stopped("SIGTERM", random.fork("SIGTERM")),
    fullDisk("run", 0.1),
    fullDisk("cache", 0.1),
    shortFiles(8),
    fullDevice,
    readOnly,
    damagedCache(0.3, random.fork("cache")),
    workerEnds,
    twoAtOnce,
    closed("stdout"),
    closed("stderr"),
    fullOutput,
    clockSetBack,
  ];
}
