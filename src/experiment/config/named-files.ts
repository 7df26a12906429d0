/** Files that learners and estimators name, of weights and of encoders, at any depth of their trees. */
import { resolve } from "node:path";

/** In which mapping they are named, and by which key of it. */
const FILE_KEYS: ReadonlyMap<string, string> = new Map([
  ["warmStart", "weights"],
  ["params", "path"],
]);

/** The tree with absolute paths: in an experiment file they are relative to its folder. */
export function withAbsolutePaths(tree: unknown, folder: string): unknown {
  return withFiles(tree, (path) => resolve(folder, path));
}

export function namedFiles(tree: unknown): string[] {
  const files: string[] = [];
  withFiles(tree, (path) => {
    files.push(path);
    return path;
  });
  return files;
}

function withFiles(tree: unknown, change: (path: string) => string, fileKey?: string): unknown {
  if (Array.isArray(tree)) return tree.map((one) => withFiles(one, change));
  if (typeof tree !== "object" || tree === null) return tree;
  return Object.fromEntries(
    Object.entries(tree).map(([key, value]) => [
      key,
      key === fileKey && typeof value === "string"
        ? change(value)
        : withFiles(value, change, FILE_KEYS.get(key)),
    ]),
  );
}
