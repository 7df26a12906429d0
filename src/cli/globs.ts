/** Patterns of file names, for shells that hand them over as they are: in quotes, and on Windows. */
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { AudioError } from "../base/errors.ts";

/** Whether a path holds `*`, `?` or `[`. */
export function isGlob(path: string): boolean {
  return /[*?[]/.test(path);
}

/**
 * The files and folders that a pattern names, in order: `*` and `?` within a name, `[abc]` one of these, `**` any folders
 * between. Hidden ones are named by their own dot only. A file whose own name looks like a pattern is that file.
 *
 * @throws AudioError if there are none
 */
export async function expandGlob(pattern: string): Promise<string[]> {
  if ((await stat(pattern).catch(() => undefined)) !== undefined) return [pattern];
  const parts = pattern.split(process.platform === "win32" ? /[/\\]/ : "/").filter((part) => part !== "");
  const found = await below(pattern.startsWith("/") ? "/" : "", parts);
  if (found.length === 0) throw new AudioError(`${pattern}: no file has a name like that.`);
  return [...new Set(found)].toSorted();
}

async function below(folder: string, [part, ...rest]: readonly string[]): Promise<string[]> {
  if (part === undefined) return [folder];
  if (part === "**") {
    const folders = (await entriesOf(folder)).filter((entry) => entry.isDirectory() && !isHidden(entry.name));
    const deeper = folders.map(({ name }) => below(join(folder, name), [part, ...rest]));
    return (await Promise.all([below(folder, rest.length === 0 ? ["*"] : rest), ...deeper])).flat();
  }
  if (!isGlob(part)) {
    const path = join(folder, part);
    return (await stat(path).catch(() => undefined)) === undefined ? [] : below(path, rest);
  }
  const fits = matcherOf(part);
  const names = (await entriesOf(folder)).map(({ name }) => name).filter((name) => fits.test(name));
  const visible = names.filter((name) => isHidden(part) || !isHidden(name));
  return (await Promise.all(visible.map((name) => below(join(folder, name), rest)))).flat();
}

function entriesOf(folder: string) {
  return readdir(folder === "" ? "." : folder, { withFileTypes: true }).catch(() => []);
}

function isHidden(name: string): boolean {
  return name.startsWith(".");
}

function matcherOf(part: string): RegExp {
  const source = part.replace(/\[!?[^\]]+\]|[\s\S]/g, (piece) => {
    if (piece.length > 1) return `[${piece.slice(1, -1).replace(/^!/, "^").replace(/[\\[]/g, "\\$&")}]`;
    if (piece === "*") return ".*";
    return piece === "?" ? "." : piece.replace(/[\\^$.|+()[\]{}]/, "\\$&");
  });
  return new RegExp(`^${source}$`, "s");
}
