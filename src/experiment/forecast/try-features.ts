/** The first clips of recipes whose features were never computed here, from which the others are told. */
import { ProsodiaError } from "../../base/errors.ts";
import { eachOf } from "../../base/slots.ts";
import type { ClipSet } from "../clips/clips.ts";
import { extractClip, type MissingClip } from "../features/extract-rows.ts";
import { type FoundFeatures, soundOf, without } from "../features/found-features.ts";
import type { Services } from "../work/services.ts";

/** s, for all recipes together. */
const SECONDS = 1;
/** Of clips for each worker, before time counts: the first of a worker takes longer. */
const FEWEST = 3;

/**
 * Computes features of some of the clips that lack them, where nothing like it was done here: they stay.
 *
 * @returns what is left
 */
export async function tryFeatures(
  all: readonly FoundFeatures[],
  set: Pick<ClipSet, "facts">,
  services: Services,
): Promise<FoundFeatures[]> {
  const isNew = await Promise.all(
    all.map(async ({ effort }) => effort.size > 0 && (await services.timings.guess(effort)) === undefined),
  );
  const seconds = SECONDS / isNew.filter(Boolean).length;
  const left: FoundFeatures[] = [];
  for (const [i, one] of all.entries()) {
    left.push(isNew[i] ? without(one, await tryClips(one, seconds, set, services), set) : one);
  }
  return left;
}

async function tryClips(
  { stage, found, effort }: FoundFeatures,
  seconds: number,
  set: Pick<ClipSet, "facts">,
  services: Services,
): Promise<Set<MissingClip>> {
  const { workers } = services;
  const begun = performance.now();
  const done: { readonly clip: MissingClip; readonly at: number }[] = [];
  const known = found.clips - found.missing.length;
  try {
    await eachOf(spread(found.missing, set), 2 * workers, async (clip) => {
      if (done.length >= FEWEST * workers && performance.now() - begun > 1000 * seconds) return;
      await extractClip(clip, services);
      done.push({ clip, at: performance.now() });
      services.tell?.({ kind: "stage", name: stage, done: known + done.length, total: found.clips });
    });
  } catch (error) {
    // computing all of them will say what is wrong
    if (!(error instanceof ProsodiaError)) throw error;
  }
  const cold = done.slice(0, workers);
  const warm = done.slice(workers);
  const size = soundOf(
    warm.map(({ clip }) => clip),
    set,
  );
  const [from, to] = [cold.at(-1), warm.at(-1)];
  if (from !== undefined && to !== undefined && size > 0) {
    services.timings.learn({ ...effort, size }, (to.at - from.at) / 1000);
  }
  return new Set(done.map(({ clip }) => clip));
}

/** The longest first, by which rows may be padded, then from everywhere. */
function spread(missing: readonly MissingClip[], set: Pick<ClipSet, "facts">): MissingClip[] {
  const longest = missing.reduce((a, b) => (soundOf([b], set) > soundOf([a], set) ? b : a));
  const apart = missing.map((one, i) => ({ one, at: (i * GOLDEN) % 1 }));
  return [
    longest,
    ...apart.toSorted((a, b) => a.at - b.at).flatMap(({ one }) => (one === longest ? [] : [one])),
  ];
}

/** Multiples of it are spread evenly, however many there are. */
const GOLDEN = (Math.sqrt(5) - 1) / 2;
