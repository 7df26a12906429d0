/** Folders that hold the same files as another: some mirrors of corpora contain a copy of themselves. */
import { stat } from "node:fs/promises";
import { join, relative } from "node:path";
import { counted } from "../base/counted.ts";
import type { AudioFile } from "./audio-files.ts";
import type { ReadOptions } from "./corpus.ts";

/**
 * The files without those of copied folders: what lies at the same place below two folders, by the same names and of the same
 * sizes, is used where its path is shortest. Each such folder is told of once. Files that only share a name are left.
 */
export async function withoutCopies(
  root: string,
  files: readonly AudioFile[],
  warn: ReadOptions["warn"],
): Promise<readonly AudioFile[]> {
  const byName = groupedBy(files, ({ stem, path }) => `${stem}.${path.split(".").at(-1)}`);
  const copies = new Map<AudioFile, AudioFile>();
  for (const same of byName.values()) {
    if (same.length < 2) continue;
    const sizes = await Promise.all(same.map(async ({ path }) => (await stat(path)).size));
    const [first, ...others] = same.toSorted((a, b) => a.folders.length - b.folders.length);
    const size = sizes[same.indexOf(first)];
    for (const other of others) {
      if (sizes[same.indexOf(other)] === size && copyRoot(first, other) !== undefined)
        copies.set(other, first);
    }
  }
  const told = groupedBy([...copies], ([copy, original]) => copyRoot(original, copy) ?? "");
  for (const [folder, pairs] of told) {
    warn?.(
      `${join(root, folder)}: holds copies of ${counted(pairs.length, "file")} that lie outside of it, as in ` +
        `${relative(root, pairs[0][1].path)}; they are used once.`,
    );
  }
  return files.filter((file) => !copies.has(file));
}

function groupedBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}

/** The folder, from the root, below which a file lies as the other one lies below a folder above it; undefined if there is none. */
function copyRoot({ folders: original }: AudioFile, { folders: copy }: AudioFile): string | undefined {
  const added = copy.length - original.length;
  if (added <= 0) return undefined;
  for (let shared = original.length; shared >= 0; shared--) {
    const fits = original.every((name, i) => name === copy[i < shared ? i : i + added]);
    if (fits) return copy.slice(0, shared + added).join("/");
  }
  return undefined;
}
