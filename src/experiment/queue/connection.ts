/** Connections to the server of a queue. The packages for it are large, and loaded where there is a queue only. */
import type { Redis } from "ioredis";
import { ConfigError, messageOf } from "../../base/errors.ts";
import type { QueueAddress } from "./address.ts";

/** Before all keys, so that a server may serve others too. */
export const PREFIX = "prosodia";

const FIRST_ANSWER_MS = 5_000;
const LONGEST_PAUSE_MS = 2_000;

export interface Connection {
  readonly redis: Redis;
  /** Ends it; neither it nor what was duplicated from it is made again. */
  end(): void;
}

/**
 * A connection that was answered once, and that is made again whenever it is lost.
 *
 * @param told - of what happens to it later: lost, or there again
 * @throws ConfigError if nobody answers, or not as a Redis or Valkey server does
 */
export async function connect(
  { url, shown }: QueueAddress,
  told: (state: "lost" | "back") => void = () => undefined,
): Promise<Connection> {
  const { Redis } = await import("ioredis");
  let isOpen = false;
  const redis = new Redis(url, {
    lazyConnect: true,
    maxRetriesPerRequest: null,
    connectTimeout: FIRST_ANSWER_MS,
    retryStrategy: (times) => (isOpen ? Math.min(50 * times, LONGEST_PAUSE_MS) : null),
  });
  let trouble: unknown;
  redis.on("error", (error) => {
    trouble ??= error;
  });
  try {
    await redis.connect();
    await redis.ping();
  } catch (error) {
    redis.disconnect();
    throw new ConfigError(
      `--queue: no Redis or Valkey server answers at ${shown} (${messageOf(trouble ?? error)}).`,
    );
  }
  isOpen = true;
  redis.on("close", () => told("lost"));
  redis.on("ready", () => told("back"));
  return {
    redis,
    end() {
      isOpen = false;
      redis.disconnect();
    },
  };
}
