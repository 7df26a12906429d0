/** What is taught: recordings with their classes, and whether they are enough. */
import { counted } from "../base/counted.ts";
import { ConfigError } from "../base/errors.ts";
import { createDataset, type Dataset } from "../dataset/dataset.ts";
import type { Heard } from "./ear.ts";

export interface TaughtClip {
  /** Unique. */
  readonly id: string;
  readonly label: string;
  readonly heard: Heard;
}

export interface Lesson {
  /** Of the recogniser. */
  readonly name: string;
  /** The class of everything else: the room, a neutral voice, whatever shall be told as none of the others. */
  readonly background: string;
  readonly clips: readonly TaughtClip[];
}

/** Recordings of a class: one is left out when it is asked, and one has to be left. */
export const LEAST_CLIPS = 2;
/** What is solved is as large as the square of them. */
export const MOST_PIECES = 3000;

/**
 * Labels in the order in which they come, the background last.
 *
 * @throws ConfigError that says what is missing
 */
export function labelsOf({ clips, background }: Lesson): string[] {
  const counts = new Map<string, number>();
  for (const { label } of clips) counts.set(label, (counts.get(label) ?? 0) + 1);
  const others = [...counts.keys()].filter((label) => label !== background);
  if (others.length === 0) {
    throw new ConfigError(
      `there is nothing to tell apart: expected recordings of at least one class beside "${background}", got none.`,
      "Record a few clips of an emotion.",
    );
  }
  if (!counts.has(background)) {
    throw new ConfigError(
      `the class "${background}" has no recording: a recogniser that knows no background takes every sound for one of ` +
        `${others.join(", ")}.`,
      "Record the room, and somebody who speaks as usual.",
    );
  }
  const labels = [...others, background];
  const few = labels.find((label) => (counts.get(label) ?? 0) < LEAST_CLIPS);
  if (few !== undefined) {
    throw new ConfigError(
      `the class "${few}" has ${counted(counts.get(few) ?? 0, "recording")}; expected at least ${LEAST_CLIPS}, so that one ` +
        "can be left out and asked for.",
      "Record more of it, or delete it.",
    );
  }
  const twice = clips.find(({ id }, i) => clips.findIndex((other) => other.id === id) !== i);
  if (twice !== undefined)
    throw new ConfigError(`the clip ${twice.id} occurs twice; expected different names.`);
  const pieces = clips.reduce((sum, { heard }) => sum + heard.rows.length, 0);
  if (pieces > MOST_PIECES) {
    throw new ConfigError(
      `the recordings are ${pieces} pieces of a few seconds; expected at most ${MOST_PIECES}.`,
      "Leave some out, or train with `prosodia train`.",
    );
  }
  return labels;
}

/** A row per piece, with the clip's id. */
export function rowsOf({ clips }: Lesson, labels: readonly string[], width: number): Dataset {
  const rows = clips.flatMap(({ id, label, heard }) => heard.rows.map((row) => ({ id, label, row })));
  const x = new Float32Array(rows.length * width);
  for (const [i, { row }] of rows.entries()) x.set(row, i * width);
  return createDataset({
    clipIds: rows.map(({ id }) => id),
    shape: [width],
    x,
    labels,
    y: Int32Array.from(rows, ({ label }) => labels.indexOf(label)),
  });
}
