/**
 * A recording that comes in chunks of any size, cut into stretches of one size, each with what lies around it. Whatever is made
 * of stretches does not know how large the chunks were.
 */
import { AudioError } from "../../base/errors.ts";

const STRETCH_SECONDS = 30;

/** A part of a recording, and the samples around it. */
export interface Stretch {
  /** Whole seconds. */
  readonly fromSeconds: number;
  /** Whole seconds; of the last one the end of the recording. */
  readonly toSeconds: number;
  readonly isLast: boolean;
  /** The samples from one time to another, which are held; beyond both ends of the recording there are none. */
  samples(fromSeconds: number, toSeconds: number): Float32Array<ArrayBuffer>;
}

/**
 * @param before - whole seconds before a stretch whose samples are held, too
 * @param after - whole seconds behind it
 * @throws AudioError for a sampling rate outside 1 kHz to 768 kHz, or samples that are not finite
 */
export async function* stretchesOf(
  chunks: AsyncIterable<Float32Array> | Iterable<Float32Array>,
  sampleRate: number,
  before: number,
  after: number,
): AsyncGenerator<Stretch> {
  if (!(sampleRate >= 1000 && sampleRate <= 768_000)) {
    throw new AudioError(`the sampling rate is ${sampleRate} Hz; expected 1000 to 768000 Hz.`);
  }
  const sampleAt = (seconds: number): number => Math.round(seconds * sampleRate);
  let held = new Float32Array(sampleAt(before + STRETCH_SECONDS + after));
  let heldFrom = 0; // of the recording
  let count = 0; // of samples so far
  const stretch = (fromSeconds: number, toSeconds: number, isLast: boolean): Stretch => {
    const [view, viewFrom] = [held, heldFrom];
    const end = count;
    return {
      ...{ fromSeconds, toSeconds, isLast },
      samples: (from, to) =>
        view.slice(
          Math.max(0, sampleAt(from) - viewFrom),
          Math.max(0, Math.min(end, sampleAt(to)) - viewFrom),
        ),
    };
  };
  let from = 0;
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; ) {
      const wanted = sampleAt(from + STRETCH_SECONDS + after);
      const taken = chunk.subarray(at, at + wanted - count);
      assertFinite(taken, count);
      held.set(taken, count - heldFrom);
      count += taken.length;
      at += taken.length;
      if (count < wanted) continue;
      yield stretch(from, from + STRETCH_SECONDS, false);
      from += STRETCH_SECONDS;
      const next = Math.max(0, sampleAt(from - before));
      const rest = held.subarray(next - heldFrom, count - heldFrom);
      // one of its own: whoever has the last stretch may still read it
      held = new Float32Array(held.length);
      held.set(rest);
      heldFrom = next;
    }
  }
  if (count > sampleAt(from)) yield stretch(from, count / sampleRate, true);
}

function assertFinite(samples: Float32Array, first: number): void {
  for (let i = 0; i < samples.length; i++) {
    if (!Number.isFinite(samples[i])) {
      throw new AudioError(`sample ${first + i} is ${samples[i]}; expected finite numbers.`);
    }
  }
}
