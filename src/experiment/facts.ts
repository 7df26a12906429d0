/** Facts about every clip of a corpus: what it holds, and whether it can be read at all. */
import type { Clip } from "../corpus/corpus.ts";
import type { ClipFacts, ReadableClipFacts, UnreadableClipFacts } from "../corpus/inspect.ts";
import type { Pool } from "./pool.ts";
import type { Watch } from "./watch.ts";

export async function gatherFacts(clips: readonly Clip[], pool: Pool, watch: Watch): Promise<ClipFacts[]> {
  let done = 0;
  return Promise.all(
    clips.map(async (clip) => {
      const facts = await pool.facts({ kind: "facts", clipId: clip.id, path: clip.path }, watch);
      watch.onProgress?.("Reading clips", ++done, clips.length);
      return facts;
    }),
  );
}

export function isReadable(facts: ClipFacts): facts is ReadableClipFacts {
  return !("error" in facts);
}

export function isUnreadable(facts: ClipFacts): facts is UnreadableClipFacts {
  return "error" in facts;
}
