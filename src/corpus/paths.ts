/** Files as tables name them: written on another system, in another composition of accents. */
import { readdir, stat } from "node:fs/promises";
import { dirname, join, resolve, sep } from "node:path";

/**
 * Finds the files that a table names, looking into each folder once.
 *
 * @param folder - that relative paths start at
 */
export function fileFinder(folder: string): (given: string) => Promise<FoundFile> {
  const folders = new Map<string, Promise<string[]>>();

  function entriesOf(path: string): Promise<string[]> {
    const known = folders.get(path) ?? readdir(path).catch(() => []);
    folders.set(path, known);
    return known;
  }

  /** The path whose every part is there in some composition of its accents. */
  async function asWritten(path: string): Promise<string | undefined> {
    if (await exists(path)) return path;
    const parent = dirname(path);
    if (parent === path) return undefined;
    const written = await asWritten(parent);
    if (written === undefined) return undefined;
    const composed = path.slice(join(parent, sep).length).normalize("NFC");
    const names = (await entriesOf(written)).filter((name) => name.normalize("NFC") === composed);
    return names.length === 1 ? join(written, names[0]) : undefined;
  }

  return async (given) => {
    // as it is first: on other systems than Windows a name may hold a backslash
    for (const name of new Set([given, given.replaceAll("\\", "/")])) {
      const path = await asWritten(resolve(folder, name));
      if (path !== undefined && (await isFile(path))) return { name, path, isThere: true };
    }
    return { name: given, path: resolve(folder, given), isThere: false };
  };
}

export interface FoundFile {
  /** As the table names it, between slashes. */
  readonly name: string;
  /** Absolute; where nothing is there, where it was looked for. */
  readonly path: string;
  readonly isThere: boolean;
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isFile() ?? false;
}
