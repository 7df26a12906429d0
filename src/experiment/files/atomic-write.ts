/** Writes that are whole or not there: to a temporary file beside the target, then renamed. */
import { randomBytes } from "node:crypto";
import { open, readdir, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname, join } from "node:path";
import { WriteError } from "../../base/errors.ts";
import { fileTrouble } from "../../base/file-trouble.ts";
import { hash32 } from "../../base/random.ts";
import { isAlive } from "./is-alive.ts";
import { makeFolder } from "./make-folder.ts";

/**
 * Makes the folders above the file where they are missing. A link is followed; what exists and is no regular file
 * (a device, a pipe) is written to, never replaced. What is written outlives a loss of power.
 *
 * @throws WriteError that names the path, if it cannot be written
 */
export async function atomicWrite(path: string, data: Uint8Array | string): Promise<void> {
  try {
    await makeFolder(dirname(path));
    const target = await realpath(path).catch(() => path);
    const existing = await stat(target).catch(() => undefined);
    if (existing === undefined || existing.isFile()) {
      await replaceFile(target, data, { lasting: true });
      await syncFolder(dirname(target));
    } else await writeFile(target, data);
  } catch (error) {
    throw new WriteError(`${path}: the file cannot be written (${fileTrouble(error)}).`);
  }
}

/**
 * @param options - `lasting`: the bytes are on the disk when it returns, not only on their way; `temporary`: where they are
 *   until they are whole, on the same disk
 * @throws the file system's error
 */
export async function replaceFile(
  path: string,
  data: Uint8Array | string,
  { lasting, temporary = temporaryBeside(path) }: { readonly lasting: boolean; readonly temporary?: string },
): Promise<void> {
  try {
    const file = await open(temporary, "wx");
    try {
      await file.writeFile(data);
      if (lasting) await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** This machine, in names of files that several may see. */
const HOST = hash32(hostname()).toString(16).padStart(8, "0");

/** A name that no other process uses, and that tells which process of which machine does. */
export function temporaryBeside(path: string): string {
  return `${path}.${HOST}-${process.pid}-${randomBytes(4).toString("hex")}.tmp`;
}

const TEMPORARY = new RegExp(`\\.${HOST}-(\\d+)-[0-9a-f]{8}\\.tmp$`);

/** Removes what writes of processes of this machine that were killed have left in a folder and below it. */
export async function removeLeftovers(folder: string): Promise<void> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  for (const name of names) {
    const pid = Number(TEMPORARY.exec(name)?.[1]);
    if (pid > 0 && !isAlive(pid)) await rm(join(folder, name), { force: true });
  }
}

/** So that the new name is on the disk too; where folders cannot be opened, as on Windows, it is left to the system. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r").catch(() => undefined);
  try {
    await folder?.sync();
  } catch {
  } finally {
    await folder?.close();
  }
}
