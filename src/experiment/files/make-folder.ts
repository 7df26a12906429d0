import { mkdir, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";

/**
 * Makes a folder and those above it, one by one from the nearest that is there: where none can be made, as below /proc, a
 * recursive mkdir may never come back.
 *
 * @throws the file system's error
 */
export async function makeFolder(path: string): Promise<void> {
  const missing: string[] = [];
  let folder = resolve(path);
  while ((await stat(folder).catch(() => undefined)) === undefined && dirname(folder) !== folder) {
    missing.push(folder);
    folder = dirname(folder);
  }
  for (const one of missing.reverse()) {
    await mkdir(one).catch((error: NodeJS.ErrnoException) => {
      // made by somebody else in the meantime
      if (error.code !== "EEXIST") throw error;
    });
  }
}
