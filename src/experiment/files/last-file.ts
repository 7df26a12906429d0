/** Work on files, of which that on the last one is remembered: many clips may be parts of one file. */
import { stat } from "node:fs/promises";

/**
 * @param work - on a path; whatever else it depends on is `detail`
 * @returns the same work, not done again for the file that it was done for last, unless that has changed
 */
export function rememberLast<D extends string | number | undefined, R>(
  work: (path: string, detail: D) => Promise<R>,
): (path: string, detail: D) => Promise<R> {
  let last: { readonly key: string; readonly result: Promise<R> } | undefined;
  return async (path, detail) => {
    const found = await stat(path, { bigint: true }).catch(() => undefined);
    if (found === undefined) return work(path, detail);
    const { dev, ino, size, mtimeNs, ctimeNs } = found;
    const key = [dev, ino, size, mtimeNs, ctimeNs, detail, path].join(" ");
    if (last?.key !== key) last = { key, result: work(path, detail) };
    return last.result;
  };
}
