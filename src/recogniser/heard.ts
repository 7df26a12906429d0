/** Which recordings a training has heard: a short mark of each one's audio, kept in its file. */
import { ConfigError } from "../base/errors.ts";
import type { RecogniserInfo } from "./info.ts";

/** Hexadecimal digits of a mark: two recordings of a million million share one. */
const DIGITS = 10;

/** Clips whose marks leave room for the rest of what a file says of itself. */
const MOST_CLIPS = 90_000;

/** What a file keeps: marks side by side, in order. */
export const HEARD = new RegExp(`^([0-9a-f]{${DIGITS}})*$`);

/**
 * @param digests - SHA-256 of the audio of each training clip, hexadecimal
 * @example heardOf(["9f86d081884c7d65…"]) // "9f86d08188"
 */
export function heardOf(digests: Iterable<string>): string {
  return [...new Set([...digests].map(markOf))].toSorted().join("");
}

/** @throws ConfigError if a file cannot keep the marks of so many clips */
export function assertMarkable(clips: number): void {
  if (clips <= MOST_CLIPS) return;
  throw new ConfigError(
    `marks: expected at most ${MOST_CLIPS} labelled clips, whose marks a recogniser file can keep; got ${clips}.`,
    "Set marks: false.",
  );
}

/** Asks, by the SHA-256 of a recording's audio, whether it was among those that `heard` keeps. */
export function createHeardBefore(heard: string): (digest: string) => boolean {
  const marks = new Set(heard.match(new RegExp(`.{${DIGITS}}`, "g")));
  return (digest) => marks.has(markOf(digest));
}

/**
 * One sentence where the recogniser was trained on the recording; undefined where it was not, or its file does not tell.
 *
 * @param digest - SHA-256 of the recording's audio, hexadecimal
 */
export function heardWarning({ name, trainedOn }: RecogniserInfo, digest: string): string | undefined {
  if (!createHeardBefore(trainedOn.heard ?? "")(digest)) return undefined;
  return `the recogniser "${name}" was trained on this very recording: its answer is memory, not recognition.`;
}

function markOf(digest: string): string {
  return digest.slice(0, DIGITS);
}
