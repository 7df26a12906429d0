/** What every clip of a corpus holds, read in threads, with progress, until a person stops it. */
import type { Clip } from "../corpus/index.ts";
import type { ClipFacts } from "../corpus/inspect.ts";
import { gatherFacts } from "../experiment/facts.ts";
import { openServices } from "../experiment/services.ts";
import { interruptible } from "./interrupt.ts";
import { showEvents } from "./show-events.ts";

export async function readFacts(clips: readonly Clip[]): Promise<ClipFacts[]> {
  const lines = showEvents();
  return interruptible("Stopped.", async (signal) => {
    const services = openServices({ signal, tell: lines.tell });
    try {
      return await gatherFacts(clips, services);
    } finally {
      lines.clear();
      await services.close();
    }
  });
}
