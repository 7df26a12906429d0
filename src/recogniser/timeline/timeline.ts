/** Answers over time: what they are, and how they are asked for. */
import type { NoSpeechReason } from "../../audio/speech.ts";
import { ConfigError } from "../../base/errors.ts";
import type { FeaturesOf } from "../feature-rows.ts";
import type { Given } from "../given.ts";

/** A stretch of a recording in which one label was heard. */
export interface SpokenPart {
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly label: string;
  /** Label -> probability, in label order; sums to 1. */
  readonly probabilities: Readonly<Record<string, number>>;
  /** Whether it is sure of the label; absent where the recogniser cannot tell. */
  readonly sure?: boolean;
  /** Whether its features are far from those of the training, as of a `Prediction`; absent where the file does not tell. */
  readonly far?: boolean;
}

/** A stretch without an answer: nobody speaks in it, or for too short a time to be recognised. */
export interface UnspokenPart {
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly label: null;
  readonly reason: NoSpeechReason | "short";
}

export type TimelinePart = SpokenPart | UnspokenPart;

export interface TimelineOptions {
  /** Speech is answered in windows of this length, 0.5 to 60 s; default 3, about as long as the clips of most corpora. */
  readonly windowSeconds?: number;
  /** From one window to the next, at least 0.1 s and no more than a window; default 1.5. */
  readonly hopSeconds?: number;
  /** What is known beside the audio. */
  readonly given?: Given;
  /** Where features are computed, such as in threads; by default the recogniser's own, here. Several are asked for at once. */
  readonly featuresOf?: FeaturesOf;
}

const WINDOW_SECONDS = 3;
const HOP_SECONDS = 1.5;

/** @throws ConfigError that names the option */
export function windowLengths({
  windowSeconds = WINDOW_SECONDS,
  hopSeconds = HOP_SECONDS,
}: TimelineOptions): { readonly windowSeconds: number; readonly hopSeconds: number } {
  if (!(windowSeconds >= 0.5 && windowSeconds <= 60)) {
    throw new ConfigError(`windowSeconds: expected 0.5 to 60, got ${windowSeconds}.`);
  }
  if (!(hopSeconds >= 0.1 && hopSeconds <= windowSeconds)) {
    throw new ConfigError(
      `hopSeconds: expected 0.1 to ${windowSeconds} (a window's length), got ${hopSeconds}.`,
    );
  }
  return { windowSeconds, hopSeconds };
}
