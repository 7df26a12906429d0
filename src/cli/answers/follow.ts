/** A long recording answered over time, in threads, with progress, until a person stops it. */
import { setImmediate } from "node:timers/promises";
import type { Audio } from "../../audio/audio.ts";
import { type FeatureThreads, openFeatureThreads } from "../../experiment/work/feature-threads.ts";
import {
  mergeParts,
  predictStream,
  type Recogniser,
  type TimelineOptions,
  type TimelinePart,
  windowLengths,
} from "../../recogniser/index.ts";
import { interruptible } from "../interrupt.ts";

/** Shorter recordings are answered before threads have started. */
const THREADS_FROM_SECONDS = 60;
const CHUNK_SECONDS = 10;

export interface Follower {
  /**
   * @param advance - told how much of it is done, from 0 to 1
   * @throws Interrupted if it is stopped
   */
  follow(audio: Audio, advance: (share: number) => void): Promise<TimelinePart[]>;
  close(): Promise<void>;
}

/** @throws ConfigError that names a wrong option */
export function createFollower(recogniser: Recogniser, options: TimelineOptions): Follower {
  windowLengths(options);
  let threads: FeatureThreads | undefined;
  return {
    async follow(audio, advance) {
      if (audio.samples.length > THREADS_FROM_SECONDS * audio.sampleRate) {
        threads ??= openFeatureThreads(recogniser);
      }
      const featuresOf = threads?.featuresOf ?? recogniser.featuresOf;
      return interruptible("Stopped; nothing was written.", async (signal) => {
        const chunks = chunksOf(audio, advance, signal);
        const parts = predictStream(recogniser, chunks, audio.sampleRate, { ...options, featuresOf });
        const segments: TimelinePart[] = [];
        for await (const segment of mergeParts(parts)) segments.push(segment);
        return segments;
      });
    },
    close: async () => threads?.close(),
  };
}

async function* chunksOf(
  { samples, sampleRate }: Audio,
  advance: (share: number) => void,
  signal: AbortSignal,
): AsyncGenerator<Float32Array> {
  const size = CHUNK_SECONDS * sampleRate;
  for (let at = 0; at < samples.length; at += size) {
    // lets a signal be heard
    await setImmediate();
    signal.throwIfAborted();
    advance(at / samples.length);
    yield samples.subarray(at, at + size);
  }
}
