/** The part of a recording that a picture shows, with what lies around it. */
import type { Audio } from "../audio/audio.ts";
import { ConfigError } from "../base/errors.ts";

/** In seconds of the recording. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface Excerpt {
  readonly audio: Audio;
  /** Where it begins in the recording. */
  readonly startSeconds: number;
}

/** What frames at the edges look at beyond them. */
const AROUND_SECONDS = 0.5;

export function secondsOf({ samples, sampleRate }: Audio): number {
  return samples.length / sampleRate;
}

/**
 * What is wanted of recordings that share an axis of time.
 *
 * @param seconds - of the longest
 * @throws ConfigError if nothing lies between the two
 */
export function spanOf(seconds: number, from = 0, to = seconds): Span {
  if (from >= 0 && from < to && from < seconds) return { from, to };
  throw new ConfigError(
    `expected a part of the ${seconds.toPrecision(3)} s of the recording, got ${from} to ${to} s.`,
    "Change --from or --to.",
  );
}

/** @param isFramed - with what lies around it, where frames in time are drawn; else the part alone */
export function excerptOf(audio: Audio, { from, to }: Span, isFramed: boolean): Excerpt {
  const around = isFramed ? AROUND_SECONDS : 0;
  const { samples, sampleRate } = audio;
  const first = Math.max(0, Math.floor((from - around) * sampleRate));
  const end = Math.min(samples.length, Math.ceil((to + around) * sampleRate));
  if (first === 0 && end === samples.length) return { audio, startSeconds: 0 };
  return {
    audio: { samples: samples.subarray(Math.min(first, samples.length), end), sampleRate },
    startSeconds: first / sampleRate,
  };
}
