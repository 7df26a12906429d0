/** Features of a recogniser computed in threads, for recordings of many windows. */
import { availableParallelism } from "node:os";
import { Piscina } from "piscina";
import type { Audio } from "../../audio/audio.ts";
import { reviveError } from "../../base/errors.ts";
import type { FeatureRow, FeaturesOf, Recogniser, RecogniserInfo } from "../../recogniser/index.ts";
import { loadedPlugins } from "../config/origins.ts";
import { defaultCacheRoot } from "../rows/cache.ts";
import { askThread } from "./ask-thread.ts";

export interface FeatureThreads {
  readonly featuresOf: FeaturesOf;
  /** Waits for what is computed, and ends the threads. */
  close(): Promise<void>;
}

/** What a thread knows from its start. */
export interface FeatureThreadData {
  readonly info: RecogniserInfo;
  readonly networks: Recogniser["networks"];
  readonly cacheRoot: string;
  /** URLs of modules that define features of a person's own. */
  readonly plugins: readonly string[];
}

/** Errors that a person can act on travel as data: a thrown one would lose its kind between threads. */
export type FeatureReply =
  | { readonly kind: "done"; readonly row: FeatureRow }
  | { readonly kind: "error"; readonly name: string; readonly message: string };

/** Threads wait so long for more work before they end: longer than a silence in a recording takes to be listened to. */
const IDLE_MS = 60_000;

/** The sources run from TypeScript in development and from JavaScript when installed. */
const EXTENSION = import.meta.url.endsWith(".ts") ? "ts" : "js";

export function openFeatureThreads({
  info,
  networks,
}: Pick<Recogniser, "info" | "networks">): FeatureThreads {
  const workerData: FeatureThreadData = {
    info,
    networks,
    cacheRoot: defaultCacheRoot(),
    plugins: loadedPlugins(),
  };
  const piscina = new Piscina<Audio, FeatureReply>({
    filename: new URL(`./feature-thread.${EXTENSION}`, import.meta.url).href,
    minThreads: 0,
    maxThreads: availableParallelism(),
    // a new one opens its networks anew, which takes as long as many windows
    idleTimeout: IDLE_MS,
    workerData,
  });
  const active = new Set<Promise<unknown>>();
  return {
    async featuresOf(audio) {
      const work = askThread("features", () => piscina.run(audio));
      active.add(work);
      try {
        const reply = await work;
        if (reply.kind === "error") throw reviveError(reply.name, reply.message);
        return reply.row;
      } finally {
        active.delete(work);
      }
    },
    async close() {
      await Promise.allSettled(active);
      await piscina.destroy();
    },
  };
}
