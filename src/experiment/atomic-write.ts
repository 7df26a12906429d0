/** Writes that are whole or not there: to a temporary file beside the target, then renamed. */
import { randomBytes } from "node:crypto";
import { mkdir, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { ConfigError, messageOf } from "../base/errors.ts";

/**
 * Makes the folders above the file where they are missing. A link is followed; what exists and is no regular file
 * (a device, a pipe) is written to, never replaced.
 *
 * @throws ConfigError that names the path, if it cannot be written
 */
export async function atomicWrite(path: string, data: Uint8Array | string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    const target = await realpath(path).catch(() => path);
    const existing = await stat(target).catch(() => undefined);
    if (existing === undefined || existing.isFile()) await replaceFile(target, data);
    else await writeFile(target, data);
  } catch (error) {
    throw new ConfigError(`${path}: the file cannot be written (${messageOf(error)}).`);
  }
}

async function replaceFile(path: string, data: Uint8Array | string): Promise<void> {
  const temporary = `${path}.${process.pid}-${randomBytes(4).toString("hex")}.tmp`;
  try {
    await writeFile(temporary, data);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
