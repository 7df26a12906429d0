/** What windows say, smoothed, as parts that follow each other without gaps or overlaps. */
import { isSure } from "../../metrics/not-sure.ts";
import type { RecogniserInfo } from "../info.ts";
import type { TimelinePart } from "./timeline.ts";
import type { Window } from "./windows.ts";

/** A window, and the probability of every label in it; undefined where it was too short for features. */
export interface AnsweredWindow extends Window {
  readonly probabilities: Float32Array | undefined;
  /** Whether its features are far from those of the training; absent where that is not known. */
  readonly far?: boolean;
}

/**
 * The windows of one stretch of speech. Each is given the time that is nearer to its middle than to those of the others.
 * Its probabilities are medians, label by label, of its own and those of the windows beside it, then made to sum to 1: what
 * one window alone says makes no part, and where the speaker's emotion changes is not blurred.
 */
export class WindowShares {
  readonly #info: Pick<RecogniserInfo, "labels" | "notSure">;
  /** End of the share before. */
  #from: number;
  #before: AnsweredWindow | undefined;
  #last: AnsweredWindow | undefined;

  constructor(info: Pick<RecogniserInfo, "labels" | "notSure">, fromSeconds: number) {
    this.#info = info;
    this.#from = fromSeconds;
  }

  /** Takes the next window; the share of the one before. */
  push(window: AnsweredWindow): TimelinePart[] {
    const last = this.#last;
    const part =
      last === undefined ? [] : [this.#share(last, window, (middleOf(last) + middleOf(window)) / 2)];
    this.#before = last;
    this.#last = window;
    return part;
  }

  /** The share of the last window, where speech ends; speech of no window was too short. */
  end(toSeconds: number): TimelinePart[] {
    if (this.#last !== undefined) return [this.#share(this.#last, undefined, toSeconds)];
    return [{ startSeconds: this.#from, endSeconds: toSeconds, label: null, reason: "short" }];
  }

  #share(window: AnsweredWindow, next: AnsweredWindow | undefined, endSeconds: number): TimelinePart {
    const span = { startSeconds: this.#from, endSeconds };
    this.#from = endSeconds;
    const beside = [this.#before, window, next].flatMap((one) =>
      one?.probabilities === undefined ? [] : [one.probabilities],
    );
    if (window.probabilities === undefined) return { ...span, label: null, reason: "short" };
    const smoothed = medians(beside);
    const best = smoothed.indexOf(Math.max(...smoothed));
    const { labels, notSure } = this.#info;
    return {
      ...span,
      label: labels[best],
      probabilities: Object.fromEntries(labels.map((label, i) => [label, smoothed[i]])),
      ...(notSure === undefined ? {} : { sure: isSure(smoothed[best], notSure.threshold) }),
      ...(window.far === undefined ? {} : { far: window.far }),
    };
  }
}

function middleOf({ fromSeconds, toSeconds }: Window): number {
  return (fromSeconds + toSeconds) / 2;
}

/** Of one to three; their means where the medians are all 0, as of three votes for three labels. */
function medians(rows: readonly Float32Array[]): number[] {
  const sorted = Array.from(rows[0], (_, label) => rows.map((row) => row[label]).sort((a, b) => a - b));
  const middle = sorted.map((values) => (values[(values.length - 1) >> 1] + values[values.length >> 1]) / 2);
  const chosen = middle.some((value) => value > 0)
    ? middle
    : sorted.map((values) => values.reduce((a, b) => a + b, 0));
  const sum = chosen.reduce((a, b) => a + b, 0);
  return chosen.map((value) => value / sum);
}
