/** Clips that are one recording at another level or rate, out of a codec, cut short, or with noise. */
import { alikePairs } from "../audio/print-pairs.ts";
import type { Clip } from "../corpus/corpus.ts";
import type { ClipFacts } from "../corpus/inspect.ts";
import { byFile } from "./decode-clip.ts";
import { isReadable } from "./facts.ts";
import { alikeJob } from "./jobs/alike.ts";
import type { ClipPart } from "./jobs/part-key.ts";
import { printJob } from "./jobs/print.ts";
import type { Services } from "./services.ts";
import { eachOf } from "./slots.ts";

/** Two takes of one voice that begin together reach 0.51; a recording with noise 10 dB below its speech 0.77. */
const LEAST_CORRELATION = 0.7;

/**
 * Pairs of clip ids, in order. Of clips whose audio is identical the first stands for all; parts of one file are not compared, nor
 * are clips found at another speed or pitch.
 */
export async function nearIdentical(
  clips: readonly Clip[],
  facts: readonly ClipFacts[],
  services: Services,
): Promise<(readonly [string, string])[]> {
  const firsts = new Map<string, string>();
  for (const { id, digest } of facts.filter(isReadable)) if (!firsts.has(digest)) firsts.set(digest, id);
  const wanted = new Set(firsts.values());
  const compared = byFile(clips.filter(({ id }) => wanted.has(id)));
  const printed: { id: string; part: ClipPart; path: string; print: Uint32Array }[] = [];
  await eachOf(compared, services.atOnce, async ({ id, path, segment }) => {
    const part = segment === undefined ? { path } : { path, segment };
    const { result } = await services.ask(printJob, part);
    printed.push({ id, part, path, print: Uint32Array.from(result) });
    services.tell?.({
      kind: "stage",
      name: "Comparing clips",
      done: printed.length,
      total: compared.length,
    });
  });
  printed.sort((a, b) => (a.id < b.id ? -1 : 1));
  const found: (readonly [string, string])[] = [];
  await eachOf(alikePairs(printed), services.atOnce, async ({ first, second, laterSeconds }) => {
    const [a, b] = [printed[first], printed[second]];
    const { result } = await services.ask(alikeJob, { first: a.part, second: b.part, laterSeconds });
    if (result >= LEAST_CORRELATION) found.push([a.id, b.id]);
  });
  return found.sort(([a, b], [c, d]) => (a === c ? (b < d ? -1 : 1) : a < c ? -1 : 1));
}
