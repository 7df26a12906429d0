/** Segments: clips that are a part of a longer recording. */
import { z } from "zod";
import type { Audio } from "../audio/audio.ts";
import { AudioError } from "../base/errors.ts";

/** A schema, because segments travel to workers. */
export const segmentSchema = z.strictObject({
  startSeconds: z.number(),
  endSeconds: z.number().exactOptional().describe("absent: to the end of the file"),
  channel: z.int().exactOptional().describe("from 1; absent: the mean of all"),
});

export type Segment = Readonly<z.output<typeof segmentSchema>>;

/** A segment may reach this far beyond its file: ends in tables are rounded. */
const ROUNDED_SECONDS = 0.05;

/** `12.5-15.0`, `3.0-end`: for ids. */
export function spanOf({ startSeconds, endSeconds }: Segment): string {
  return `${secondsText(startSeconds)}-${endSeconds === undefined ? "end" : secondsText(endSeconds)}`;
}

function secondsText(seconds: number): string {
  const text = String(Number(seconds.toFixed(6)));
  return text.includes(".") ? text : `${text}.0`;
}

/** What errors call a clip: its file, and which part of it. */
export function nameOfPart(path: string, segment: Segment | undefined): string {
  if (segment === undefined) return path;
  const channel = segment.channel === undefined ? "" : `, channel ${segment.channel}`;
  return `${path} (${spanOf(segment)} s${channel})`;
}

/**
 * The part of a recording. Its samples are a copy: the recording need not stay in memory.
 *
 * @param audio - of the segment's channel
 * @param name - what errors call the clip
 * @throws AudioError if the segment lies outside, by more than the rounding of tables
 */
export function cutSegment(audio: Audio, { startSeconds, endSeconds }: Segment, name: string): Audio {
  const { samples, sampleRate } = audio;
  const lasts = samples.length / sampleRate;
  if (startSeconds >= lasts || (endSeconds ?? 0) > lasts + ROUNDED_SECONDS) {
    throw new AudioError(
      `${name}: lies outside of the file, which lasts ${secondsText(Number(lasts.toFixed(3)))} s.`,
      "Correct start and end, or leave the clip out.",
    );
  }
  const at = (seconds: number): number => Math.round(seconds * sampleRate);
  return {
    samples: samples.slice(at(startSeconds), endSeconds === undefined ? undefined : at(endSeconds)),
    sampleRate,
  };
}
