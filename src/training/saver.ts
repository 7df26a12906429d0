/** Reads and writes the checkpoint of one training, not more often than is worth it. */
import { ModelError, messageOf } from "../base/errors.ts";
import { type Checkpoint, decodeCheckpoint, encodeCheckpoint } from "./checkpoint.ts";
import type { TrainingContext } from "./context.ts";

export interface Saver {
  /** The checkpoint to go on from; a damaged or foreign one is told of and left aside. */
  resume(): Promise<Checkpoint | undefined>;
  /** Whether it is time for another checkpoint. */
  isDue(): boolean;
  /** Writes a checkpoint; a state that left the numbers is not written, so that the last good one stays. */
  save(checkpoint: Checkpoint): Promise<void>;
}

const DEFAULT_SECONDS = 20;
/** Saving takes at most one part in so many of the time. */
const COST_RATIO = 20;

/** @param training - `digestOfTraining`; undefined where nothing is to be saved */
export function createSaver(
  training: string | undefined,
  { checkpoint: store, checkpointSeconds = DEFAULT_SECONDS, onWarning }: TrainingContext,
): Saver {
  if (training === undefined || store === undefined) {
    return { resume: async () => undefined, isDue: () => false, save: async () => {} };
  }
  let next = performance.now() + 1000 * checkpointSeconds;
  return {
    async resume() {
      const bytes = await store.read();
      if (bytes === undefined) return undefined;
      try {
        return await decodeCheckpoint(training, bytes);
      } catch (error) {
        if (!(error instanceof ModelError)) throw error;
        onWarning?.(`${messageOf(error)} The training starts afresh.`);
        return undefined;
      }
    },
    isDue: () => performance.now() >= next,
    async save(checkpoint) {
      const started = performance.now();
      const bytes = await encodeCheckpoint(training, checkpoint).catch((error) => {
        if (error instanceof ModelError) return undefined;
        throw error;
      });
      if (bytes !== undefined) await store.write(bytes);
      const ended = performance.now();
      const pause = Math.max(1000 * checkpointSeconds, COST_RATIO * (ended - started));
      next = ended + (checkpointSeconds === 0 ? 0 : pause);
    },
  };
}
