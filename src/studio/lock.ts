/** One studio writes into a folder at a time: the first that is open. Others look only, until it is closed. */
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { isAlive } from "../experiment/files/is-alive.ts";
import type { StateFiles } from "./state-files.ts";

export interface Lock {
  /** What to tell where another studio has the folder; null where this one has it, or has just taken it. */
  other(): Promise<string | null>;
  /** Lets others have it. */
  release(): Promise<void>;
}

const NAME = "open.json";
const ownerSchema = z.strictObject({ pid: z.int().positive() });

export function openLock(state: StateFiles, pid = process.pid): Lock {
  const owner = async (): Promise<number | undefined> => (await state.read(NAME, ownerSchema))?.pid;
  return {
    async other() {
      const found = await owner();
      if (found === pid) return null;
      if (found !== undefined && isAlive(found)) {
        return (
          `Another studio (process ${found}) has this folder open: here it can be looked at, but not changed. ` +
          "Go on in that one, or close it and reload this page."
        );
      }
      // where it cannot be written, every change will say so itself
      await state.write(NAME, { pid }).catch(() => undefined);
      return null;
    },
    async release() {
      if ((await owner()) === pid) await rm(join(state.folder, NAME), { force: true });
    },
  };
}
