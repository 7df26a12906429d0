import type { RunCorpus } from "../../../src/studio/answers.ts";

/** Where a clip of a run is heard; undefined where the studio may not look. */
export function clipAt(
  corpora: readonly RunCorpus[],
  id: string,
): { readonly corpus: string; readonly clip: string } | undefined {
  for (const { prefix, at } of corpora) {
    if (at !== null && id.startsWith(prefix)) return { corpus: at, clip: id.slice(prefix.length) };
  }
  return undefined;
}
