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
  /** Whether the server does not answer now. */
  readonly isLost: boolean;
  /** Nothing that happens from now on is told of. */
  hush(): void;
  /** Ends it; neither it nor what was duplicated from it is made again. */
  end(): void;
}

/** What happens to a connection later. */
export interface ConnectionWatch {
  /** A sentence, where it is lost, and where it is there again. */
  tell(message: string): void;
  /** It is there again: the server may have forgotten what it was told. */
  onBack?(): void;
}

/**
 * A connection that was answered once, and that is made again whenever it is lost.
 *
 * @throws ConfigError if nobody answers, or not as a Redis or Valkey server does
 */
export async function connect(
  { url, shown }: QueueAddress,
  { tell, onBack }: ConnectionWatch,
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
  let isLost = false;
  let isHushed = false;
  const turn = (lost: boolean): void => {
    if (lost === isLost || isHushed) return;
    isLost = lost;
    tell(lost ? `${shown} does not answer; waiting for it.` : `${shown} answers again.`);
    if (!lost) onBack?.();
  };
  redis.on("close", () => turn(true));
  redis.on("ready", () => turn(false));
  return {
    redis,
    get isLost() {
      return isLost;
    },
    hush() {
      isHushed = true;
    },
    end() {
      isHushed = true;
      isOpen = false;
      redis.disconnect();
    },
  };
}
