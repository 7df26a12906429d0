/** Facts about every clip of a corpus: what it holds, and whether it can be read at all. */
import { AudioError, CorpusError } from "../../base/errors.ts";
import { eachOf } from "../../base/slots.ts";
import type { Clip } from "../../corpus/corpus.ts";
import type { ClipFacts, ReadableClipFacts, UnreadableClipFacts } from "../../corpus/inspect.ts";
import { byFile } from "../files/decode-clip.ts";
import { factsJob } from "../jobs/facts.ts";
import type { Services } from "../work/services.ts";

export async function gatherFacts(clips: readonly Clip[], services: Services): Promise<ClipFacts[]> {
  const facts = new Map<string, ClipFacts>();
  await eachOf(byFile(clips), services.atOnce, async (clip) => {
    facts.set(clip.id, await factsOf(clip, services));
    services.tell?.({ kind: "stage", name: "Reading clips", done: facts.size, total: clips.length });
  });
  return clips.flatMap(({ id }) => facts.get(id) ?? []);
}

async function factsOf({ id, path, segment, where }: Clip, services: Services): Promise<ClipFacts> {
  try {
    const part = segment === undefined ? {} : { segment };
    const { result } = await services.ask(factsJob, { clipId: id, path, ...part });
    return { ...result, id };
  } catch (error) {
    if (!(error instanceof AudioError)) throw error;
    // the file may be sound: it is the table that says which part of it
    const line = segment === undefined || where === undefined ? "" : `${where}: `;
    return { id, error: `${line}${error.message}` };
  }
}

export function isReadable(facts: ClipFacts): facts is ReadableClipFacts {
  return !("error" in facts);
}

export function isUnreadable(facts: ClipFacts): facts is UnreadableClipFacts {
  return "error" in facts;
}

/**
 * The clips that can be read, by id, and the others.
 *
 * @param hint - what to do about a bad file
 * @throws CorpusError that names the first bad file and counts the others, if they fail the work
 */
export function separateReadable(
  facts: readonly ClipFacts[],
  onBadFile: "skip" | "fail",
  hint: string,
): { readable: ReadonlyMap<string, ReadableClipFacts>; skipped: readonly UnreadableClipFacts[] } {
  const skipped = facts.filter(isUnreadable);
  if (skipped.length > 0 && onBadFile === "fail") {
    const more = skipped.length > 1 ? ` (and ${skipped.length - 1} more)` : "";
    throw new CorpusError(`${skipped[0].error}${more}`, hint);
  }
  return { readable: new Map(facts.filter(isReadable).map((one) => [one.id, one])), skipped };
}
