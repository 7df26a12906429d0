/** What is answered of a recording, as `--json` prints it. */

import { surenessText } from "../../base/sureness.ts";
import type { Prediction, RecogniserInfo, TimelinePart } from "../../recogniser/index.ts";

/** What to know of an answer. */
interface Trust {
  /** Highest frequency that the recording holds. */
  readonly bandwidthHz: number;
  /** Highest frequency that the recogniser was trained on. */
  readonly trainedHz: number;
  /** Level of its loud sounds, dBFS. */
  readonly levelDb: number;
  /** Share of its speech whose features are far from those of the training; null where the recogniser's file does not tell. */
  readonly farShare: number | null;
  /** Why the answer is not to be trusted. */
  readonly warnings: readonly string[];
  /** What to expect for people that the recogniser does not know; null where that was not measured. */
  readonly newSpeakers: RecogniserInfo["measured"];
}

interface OfFile {
  readonly file: string;
  readonly seconds: number;
}

interface OfVote {
  /** Of a majority vote: how many votes were given. Its probabilities are shares of them. */
  readonly votes?: number;
}

/** One answer for all of a recording. */
export interface Answered extends OfFile, OfVote, Prediction, Trust {}

/** A recording in which nobody speaks, or too little: it gets no label. */
export interface Unspoken extends OfFile {
  readonly label: null;
  readonly reason: "no speech" | "too short";
  readonly why: string;
}

/** Answers over time. */
export interface Followed extends OfFile, OfVote, Trust {
  /** Without gaps. */
  readonly timeline: readonly TimelinePart[];
}

export type Answer = Answered | Unspoken | Followed;

/** A file that cannot be answered. */
export interface Failure {
  readonly file: string;
  readonly error: string;
}

type Unanswered = Extract<TimelinePart, { label: null }>;

const REASONS: Readonly<Record<Unanswered["reason"], string>> = {
  quiet: "quiet",
  noise: "noise",
  tones: "tones, as of instruments",
  short: "speech, but too little to be recognised",
};

/** Why a part has no label, in words. */
export function reasonOf({ reason }: Unanswered): string {
  return REASONS[reason];
}

/** A label, and whether it is sure. */
export function labelOf({ label, sure }: Pick<Prediction, "label" | "sure">): string {
  return sure === false ? `not sure: ${label}` : label;
}

/**
 * The likeliest labels, the first one first: `sad 81 %, calm 9 %`, or of a vote `sad 2 of 3, calm 1 of 3`.
 *
 * @param votes - given in all; absent of what is no vote
 */
export function likeliest(probabilities: Prediction["probabilities"], votes?: number): string {
  return Object.entries(probabilities)
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, 3)
    .filter(([, p]) => votes === undefined || p > 0)
    .map(([label, p]) => `${label} ${surenessText(p, votes)}`)
    .join(", ");
}
