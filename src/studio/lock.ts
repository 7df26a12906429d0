/** One studio writes into a folder at a time: the first that is open. Others look only, until it is closed. */
import { rm, stat, utimes } from "node:fs/promises";
import { hostname } from "node:os";
import { z } from "zod";
import { createSlots } from "../base/slots.ts";
import { isAlive } from "../experiment/files/is-alive.ts";
import type { StateFiles } from "./state-files.ts";

export interface Lock {
  /** What to tell where another studio has the folder; null where this one has it, or has just taken it. */
  other(): Promise<string | null>;
  /** Lets others have it. */
  release(): Promise<void>;
}

const NAME = "open.json";
const ownerSchema = z.strictObject({ pid: z.int().positive(), host: z.string() });
type Owner = z.output<typeof ownerSchema>;

/** An owner shows so often that it is there. */
const BEAT_MS = 10_000;
/** One that did not for so long is gone: its machine may have started anew, and its number be another process's. */
const MOST_SILENT_MS = 60_000;

/** @param onTaken - done before anything is changed: what another studio left behind is this one's now */
export async function openLock(state: StateFiles, onTaken: () => Promise<void>): Promise<Lock> {
  const own: Owner = { pid: process.pid, host: hostname() };
  const file = await state.place(NAME);
  const asking = createSlots(1);
  let isTaken = false;
  const isOwn = (owner: Owner | undefined): boolean => owner?.pid === own.pid && owner.host === own.host;
  const ownerOf = (): Promise<Owner | undefined> => state.read(NAME, ownerSchema);

  async function isThere({ pid, host }: Owner): Promise<boolean> {
    if (host === own.host && !isAlive(pid)) return false;
    const shown = await stat(file).catch(() => undefined);
    return shown !== undefined && Date.now() - shown.mtimeMs < MOST_SILENT_MS;
  }

  const beat = setInterval(async () => {
    const now = new Date();
    if (isOwn(await ownerOf())) await utimes(file, now, now).catch(() => undefined);
  }, BEAT_MS);
  beat.unref();

  return {
    other: () =>
      asking.use(async () => {
        const owner = await ownerOf();
        if (owner !== undefined && !isOwn(owner) && (await isThere(owner))) {
          isTaken = false;
          return (
            `Another studio (process ${owner.pid} of ${owner.host}) has this folder open: here it can be looked at, but not ` +
            "changed. Go on in that one, or close it and reload this page."
          );
        }
        // where it cannot be written, every change will say so itself
        if (!isOwn(owner)) await state.write(NAME, own).catch(() => undefined);
        if (!isTaken) await onTaken();
        isTaken = true;
        return null;
      }),
    async release() {
      clearInterval(beat);
      if (isOwn(await ownerOf())) await rm(file, { force: true });
    },
  };
}
