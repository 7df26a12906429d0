/** Who is there: runs and workers tell of themselves again and again, and are forgotten when they cease to. */
import type { Redis } from "ioredis";
import type { z } from "zod";
import { PREFIX } from "./connection.ts";

/** Told of again so often, and forgotten after so long. */
export const BEAT_MS = 2_000;
const FORGOTTEN_AFTER_MS = 30_000;

export interface Presence<T> {
  tell(id: string, value: T): Promise<void>;
  leave(id: string): Promise<void>;
  /** All that are there, by id. */
  list(): Promise<Map<string, T>>;
  /** Which of some are there. */
  present(ids: readonly string[]): Promise<Set<string>>;
}

export function createPresence<T>(redis: Redis, kind: "run" | "worker", schema: z.ZodType<T>): Presence<T> {
  const index = `${PREFIX}:${kind}s`;
  const keyOf = (id: string): string => `${PREFIX}:${kind}:${id}`;

  async function values(ids: readonly string[]): Promise<(string | null)[]> {
    return ids.length === 0 ? [] : redis.mget(ids.map(keyOf));
  }

  return {
    async tell(id, value) {
      await redis
        .multi()
        .set(keyOf(id), JSON.stringify(value), "PX", FORGOTTEN_AFTER_MS)
        .sadd(index, id)
        .exec();
    },
    async leave(id) {
      await redis.multi().del(keyOf(id)).srem(index, id).exec();
    },
    async list() {
      const ids = await redis.smembers(index);
      const found = new Map<string, T>();
      const gone: string[] = [];
      for (const [i, text] of (await values(ids)).entries()) {
        if (text === null) gone.push(ids[i]);
        else {
          const parsed = schema.safeParse(JSON.parse(text));
          // of another version, which tells of itself in another way
          if (parsed.success) found.set(ids[i], parsed.data);
        }
      }
      if (gone.length > 0) await redis.srem(index, gone);
      return found;
    },
    async present(ids) {
      const found = await values(ids);
      return new Set(ids.filter((_, i) => found[i] !== null));
    },
  };
}

/** Calls again and again until it is stopped; a call that fails is followed by the next. */
export function everyBeat(work: () => Promise<void>): { stop(): Promise<void> } {
  let last: Promise<void> = Promise.resolve();
  let isBusy = false;
  const timer = setInterval(() => {
    if (isBusy) return;
    isBusy = true;
    last = work()
      .catch(() => undefined)
      .finally(() => {
        isBusy = false;
      });
  }, BEAT_MS);
  return {
    async stop() {
      clearInterval(timer);
      await last;
    },
  };
}
