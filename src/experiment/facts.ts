/** Facts about every clip of a corpus: what it holds, and whether it can be read at all. */
import { AudioError } from "../base/errors.ts";
import type { Clip } from "../corpus/corpus.ts";
import type { ClipFacts, ReadableClipFacts, UnreadableClipFacts } from "../corpus/inspect.ts";
import { factsJob } from "./jobs/facts.ts";
import type { Services } from "./services.ts";

export async function gatherFacts(clips: readonly Clip[], services: Services): Promise<ClipFacts[]> {
  let done = 0;
  return Promise.all(
    clips.map(async ({ id, path }) => {
      const facts = await factsOf(id, path, services);
      services.tell?.({ kind: "stage", name: "Reading clips", done: ++done, total: clips.length });
      return facts;
    }),
  );
}

async function factsOf(id: string, path: string, services: Services): Promise<ClipFacts> {
  try {
    const { result } = await services.ask(factsJob, { clipId: id, path });
    return { ...result, id };
  } catch (error) {
    if (error instanceof AudioError) return { id, error: error.message };
    throw error;
  }
}

export function isReadable(facts: ClipFacts): facts is ReadableClipFacts {
  return !("error" in facts);
}

export function isUnreadable(facts: ClipFacts): facts is UnreadableClipFacts {
  return "error" in facts;
}
