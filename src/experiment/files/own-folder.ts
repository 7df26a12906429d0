/**
 * A folder whose name can be guessed, where everybody may write: it counts only where nobody else can have put anything
 * in it.
 */
import { lstat, mkdir } from "node:fs/promises";

/** Whether it is a folder, no link to one, of this user, and closed to all others. */
export async function isOwnFolder(path: string): Promise<boolean> {
  const found = await lstat(path).catch(() => undefined);
  if (found === undefined || !found.isDirectory()) return false;
  // Windows has neither; its folder for temporary files is the user's own
  if (process.getuid === undefined) return true;
  return found.uid === process.getuid() && (found.mode & 0o077) === 0;
}

/**
 * Makes the folder, if it is not there yet.
 *
 * @throws the file system's error, or one if somebody else has made it
 */
export async function makeOwnFolder(path: string): Promise<void> {
  await mkdir(path, { mode: 0o700 }).catch(async (error: unknown) => {
    if (!(await isOwnFolder(path))) throw error;
  });
}
