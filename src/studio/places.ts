/** The folders that a studio may look into. What lies outside, links that lead there included, does not exist for it. */
import { realpath, stat } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { fileTrouble } from "../base/file-trouble.ts";
import { StudioError } from "./trouble.ts";

export interface Places {
  /** Absolute, links followed: what the studio was opened on. */
  readonly folder: string;
  /** The folder, and those that were allowed beside it. */
  readonly roots: readonly string[];
  /**
   * Where something is that a page names, relative to the folder or absolute; links followed.
   *
   * @throws StudioError if it is not there, or outside
   */
  find(named: string): Promise<string>;
  /**
   * A path for something new: its folder, or the nearest one above that is there, must be inside.
   *
   * @throws StudioError if it would be outside
   */
  place(named: string): Promise<string>;
  /** How a page names a path: relative to the folder where it is inside. */
  nameOf(path: string): string;
}

/** @throws StudioError if one of the folders is none */
export async function openPlaces(folder: string, also: readonly string[] = []): Promise<Places> {
  const roots: string[] = [];
  for (const one of [folder, ...also]) roots.push(await realFolder(one));
  const [home] = roots;

  const assertInside = (path: string, named: string): void => {
    if (roots.some((root) => isInside(root, path))) return;
    throw new StudioError(
      403,
      `${named}: lies outside of the folder that this studio was opened on.`,
      "Open it with --also for the folder that holds it.",
    );
  };
  const resolved = (named: string): string => {
    if (named.includes("\0")) throw new StudioError(400, "a name holds a zero byte; expected a path.");
    return resolve(home, named);
  };

  return {
    folder: home,
    roots,
    async find(named) {
      const path = resolved(named);
      const real = await realpath(path).catch((error: unknown) => {
        // whether something is there is told of the inside only
        assertInside(path, named);
        const isGone = error instanceof Error && "code" in error && error.code === "ENOENT";
        throw isGone
          ? new StudioError(
              404,
              `${named}: there is no such file or folder.`,
              "It may have been moved or removed.",
            )
          : new StudioError(403, `${named}: cannot be read (${fileTrouble(error)}).`);
      });
      assertInside(real, named);
      return real;
    },
    async place(named) {
      const path = resolved(named);
      let [there, missing] = [path, ""];
      for (;;) {
        const real = await realpath(there).catch(() => undefined);
        if (real !== undefined) {
          assertInside(real, named);
          return join(real, missing);
        }
        missing = join(basename(there), missing);
        there = dirname(there);
      }
    },
    nameOf(path) {
      const name = relative(home, path);
      if (name === "") return ".";
      return name.split(sep)[0] === ".." || isAbsolute(name) ? path : name.split(sep).join("/");
    },
  };
}

async function realFolder(path: string): Promise<string> {
  const real = await realpath(path).catch(() => undefined);
  if (real !== undefined && (await stat(real)).isDirectory()) return real;
  throw new StudioError(404, `${path}: there is no such folder.`);
}

function isInside(root: string, path: string): boolean {
  return path === root || path.startsWith(root.endsWith(sep) ? root : root + sep);
}
