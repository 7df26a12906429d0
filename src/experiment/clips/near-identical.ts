/** Clips that are one recording at another level or rate, out of a codec, cut short, or with noise. */
import { type AlikePair, alikePairs } from "../../audio/print-pairs.ts";
import { eachOf } from "../../base/slots.ts";
import type { Clip } from "../../corpus/corpus.ts";
import type { ClipFacts } from "../../corpus/inspect.ts";
import { byCodeUnit } from "../../dataset/split/units.ts";
import { byFile } from "../files/decode-clip.ts";
import { alikeJob } from "../jobs/alike.ts";
import type { ClipPart } from "../jobs/part-key.ts";
import { printJob } from "../jobs/print.ts";
import type { Services } from "../work/services.ts";
import { isReadable } from "./facts.ts";

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
  printed.sort((a, b) => byCodeUnit(a.id, b.id));
  const pairs = alikePairs(printed);
  const proven = new Set<AlikePair>();
  await eachOf(pairs, services.atOnce, async (pair) => {
    const [first, second] = [printed[pair.first].part, printed[pair.second].part];
    const { result } = await services.ask(alikeJob, { first, second, laterSeconds: pair.laterSeconds });
    if (result >= LEAST_CORRELATION) proven.add(pair);
  });
  return pairs
    .filter((pair) => proven.has(pair))
    .map(({ first, second }) => [printed[first].id, printed[second].id] as const);
}
