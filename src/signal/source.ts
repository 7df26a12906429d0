/** Signals that are read stretch by stretch, so that what is made of an hour needs not be held as a whole. */

export interface SampleSource {
  readonly length: number;
  /** Fills `into` with the samples from `start` on, which may be negative; zeros beyond both ends. */
  read(start: number, into: Float32Array | Float64Array): void;
  /** Where parts begin that are made of the same stretches of one recording: they are best read side by side. */
  readonly parts?: readonly number[];
}

/** Samples that are held, or read. */
export type Signal = Float32Array | Float64Array | SampleSource;

export function sourceOf(signal: Signal): SampleSource {
  if (!(signal instanceof Float32Array || signal instanceof Float64Array)) return signal;
  return {
    length: signal.length,
    read(start, into) {
      const from = Math.min(into.length, Math.max(0, -start));
      const to = Math.max(from, Math.min(into.length, signal.length - start));
      into.fill(0, 0, from);
      into.set(signal.subarray(start + from, start + to), from);
      into.fill(0, to);
    },
  };
}

/** The samples from `from` to `to` (not included) as a signal of their own. */
export function partOf(signal: Signal, from: number, to: number): SampleSource {
  const source = sourceOf(signal);
  const length = to - from;
  return {
    length,
    read(start, into) {
      const first = Math.min(into.length, Math.max(0, -start));
      const end = Math.max(first, Math.min(into.length, length - start));
      into.fill(0, 0, first);
      if (end > first) source.read(from + start + first, into.subarray(first, end));
      into.fill(0, end);
    },
  };
}

/** Signals one after the other, as one, which are made of the same recording. */
export function endToEnd(parts: readonly SampleSource[]): SampleSource {
  let length = 0;
  const begins = parts.map((part) => {
    length += part.length;
    return length - part.length;
  });
  return {
    length,
    parts: begins,
    read(start, into) {
      let begin = -start;
      into.fill(0, 0, Math.min(into.length, Math.max(0, begin)));
      for (const part of parts) {
        const from = Math.max(0, begin);
        const to = Math.min(into.length, begin + part.length);
        if (from < to) part.read(from - begin, into.subarray(from, to));
        begin += part.length;
      }
      into.fill(0, Math.min(into.length, Math.max(0, begin)));
    },
  };
}

/** Samples of a block that a computed source keeps ... */
const BLOCK = 2 ** 18;
/** ... and how many blocks, 8 MB: a signal of up to 87 s at 24 kHz is computed once, however often it is read. */
const BLOCKS = 8;

/** A source of float32 samples that are computed in blocks when they are first read, and kept for a while. */
export function computedSource(
  length: number,
  compute: (start: number, into: Float32Array<ArrayBuffer>) => void,
): SampleSource {
  const kept = new Map<number, Float32Array<ArrayBuffer>>(); // the longest unused first
  const block = (index: number): Float32Array<ArrayBuffer> => {
    let samples = kept.get(index);
    if (samples === undefined) {
      const size = Math.min(BLOCK, length - index * BLOCK);
      const [oldest] = kept.keys();
      const room = kept.size >= BLOCKS ? kept.get(oldest) : undefined;
      if (room !== undefined) kept.delete(oldest);
      samples = room?.length === size ? room : new Float32Array(size);
      compute(index * BLOCK, samples);
    } else {
      kept.delete(index);
    }
    kept.set(index, samples);
    return samples;
  };
  return {
    length,
    read(start, into) {
      const from = Math.min(into.length, Math.max(0, -start));
      const to = Math.max(from, Math.min(into.length, length - start));
      into.fill(0, 0, from);
      for (let i = from; i < to; ) {
        const at = start + i;
        const samples = block(Math.floor(at / BLOCK));
        const offset = at % BLOCK;
        const count = Math.min(to - i, samples.length - offset);
        into.set(samples.subarray(offset, offset + count), i);
        i += count;
      }
      into.fill(0, to);
    },
  };
}
