/** A session that is recorded: its sound and what was heard in it, to be saved. */
import { encodeWav } from "../../../src/audio/wav.ts";
import { shortFloat } from "../../../src/base/short-float.ts";
import { sureCell } from "../../../src/base/sureness.ts";
import { inert } from "../../../src/dataset/predictions-csv.ts";
import type { Moment } from "../../../src/live/index.ts";
import { mergeParts, type TimelinePart } from "../../../src/recogniser/index.ts";

/** Bytes of a sample. */
const BYTES = 2;
/** So many samples become one piece of a file: browsers may keep it on the disk. */
const PIECE = 2 ** 19;

export class Recording {
  readonly sampleRate: number;
  readonly #labels: readonly string[];
  readonly #pieces: Blob[] = [];
  #samples: Int16Array<ArrayBuffer>[] = [];
  #waiting = 0;
  #count = 0;
  readonly #parts: TimelinePart[] = [];

  /**
   * @param sampleRate - Hz
   * @param labels - of the recogniser that is heard: the columns of its table
   */
  constructor(sampleRate: number, labels: readonly string[]) {
    this.sampleRate = sampleRate;
    this.#labels = labels;
  }

  get seconds(): number {
    return this.#count / this.sampleRate;
  }

  addSamples(samples: Int16Array<ArrayBuffer>): void {
    this.#samples.push(samples);
    this.#waiting += samples.length;
    this.#count += samples.length;
    if (this.#waiting < PIECE) return;
    this.#pieces.push(new Blob(this.#samples));
    this.#samples = [];
    this.#waiting = 0;
  }

  addMoment(moment: Moment): void {
    const { seconds } = this;
    const startSeconds = this.#parts.at(-1)?.endSeconds ?? 0;
    if (seconds > startSeconds) this.#parts.push(partBetween(moment, startSeconds, seconds));
  }

  wav(): Blob {
    const header = encodeWav({ samples: new Float32Array(0), sampleRate: this.sampleRate });
    const bytes = BYTES * this.#count;
    const view = new DataView(header.buffer);
    view.setUint32(4, header.length - 8 + bytes, true);
    view.setUint32(header.length - 4, bytes, true);
    return new Blob([header, ...this.#pieces, ...this.#samples], { type: "audio/wav" });
  }

  segments(): Promise<TimelinePart[]> {
    return segmentsOf(this.#parts);
  }

  async rows(): Promise<string[][]> {
    return timelineRows(await this.segments(), this.#labels);
  }
}

/** What a moment says, of the time since the one before. */
function partBetween(moment: Moment, startSeconds: number, endSeconds: number): TimelinePart {
  const { levelDb: _, peakDb: __, skippedHops: ___, ...part } = moment;
  return { ...part, startSeconds, endSeconds };
}

/** Moments that follow each other, each for the time up to it. */
export function partsOf(moments: readonly Moment[], hopSeconds: number): TimelinePart[] {
  return moments.map((moment, i) =>
    partBetween(
      moment,
      moments[i - 1]?.endSeconds ?? Math.max(0, moment.endSeconds - hopSeconds),
      moment.endSeconds,
    ),
  );
}

/** Parts of one label as one. */
export async function segmentsOf(parts: readonly TimelinePart[]): Promise<TimelinePart[]> {
  const segments: TimelinePart[] = [];
  for await (const segment of mergeParts(inOrder(parts))) segments.push(segment);
  return segments;
}

async function* inOrder(parts: readonly TimelinePart[]): AsyncGenerator<TimelinePart> {
  yield* parts;
}

/** A table as that of `prosodia predict --timeline`, without the name of the file and warnings of it. */
export function timelineRows(segments: readonly TimelinePart[], labels: readonly string[]): string[][] {
  const rows = segments.map((part) => [
    part.startSeconds.toFixed(3),
    part.endSeconds.toFixed(3),
    inert(part.label ?? ""),
    part.label === null ? "" : sureCell(part.sure),
    ...labels.map((label) => (part.label === null ? "" : shortFloat(Math.fround(part.probabilities[label])))),
    part.label === null ? part.reason : "",
  ]);
  return [["start", "end", "label", "sure", ...labels.map(inert), "why"], ...rows];
}
