/** The discrete wavelet transform with Daubechies wavelets, in PyWavelets' conventions (Mallat 1989). */
import { counted } from "../base/counted.ts";
import { AudioError, ShapeError } from "../base/errors.ts";
import { type BoundaryMode, beyondEdges } from "./boundary.ts";
import { DAUBECHIES, type WaveletName } from "./daubechies.ts";
import { doublesAt, kernel, openArena } from "./kernel/kernel.ts";
import { endToEnd, type SampleSource, type Signal, sourceOf } from "./source.ts";

/** One level: the low-passed half (approximation) and the high-passed half (detail), [coefficient]. */
export interface WaveletLevel {
  readonly approximation: Float64Array<ArrayBuffer>;
  readonly detail: Float64Array<ArrayBuffer>;
}

/** Number of taps of a wavelet's filters. */
export function filterLength(wavelet: WaveletName): number {
  return DAUBECHIES[wavelet].length;
}

/**
 * One level of decomposition of at least one sample. Both halves hold floor((n + taps - 1) / 2) coefficients, or
 * ceil(n / 2) with mode "periodization".
 *
 * @see pywt.dwt (1.8)
 */
export function dwt(
  samples: Float32Array | Float64Array,
  wavelet: WaveletName,
  mode: BoundaryMode,
): WaveletLevel {
  if (samples.length === 0) throw new ShapeError("dwt: expected at least one sample, got none.");
  const length = countCoefficients(samples.length, wavelet, mode);
  const approximation = new Float64Array(length);
  const detail = new Float64Array(length);
  decompose(samples, wavelet, mode, approximation, detail);
  return { approximation, detail };
}

/** Of one half of one level. */
function countCoefficients(nSamples: number, wavelet: WaveletName, mode: BoundaryMode): number {
  return mode === "periodization"
    ? Math.ceil(nSamples / 2)
    : Math.floor((nSamples + filterLength(wavelet) - 1) / 2);
}

/** Coefficients that are computed at a time, in the kernel's memory. */
const COEFFICIENTS_AT_ONCE = 2 ** 14;
/** The kernel computes whole groups of so many. */
const COEFFICIENTS_SIDE_BY_SIDE = 4;

/** Fills both halves, [coefficient]. */
function decompose(
  samples: Signal,
  wavelet: WaveletName,
  mode: BoundaryMode,
  approximation: Float64Array,
  detail: Float64Array,
): void {
  const level = createLevel(samples, wavelet, mode);
  for (let first = 0; first < level.length; first += COEFFICIENTS_AT_ONCE) {
    const end = Math.min(level.length, first + COEFFICIENTS_AT_ONCE);
    level.compute(first, approximation.subarray(first, end), detail.subarray(first, end));
  }
}

/** One level of a signal, whose coefficients are computed where they are asked for. */
interface Level {
  /** Coefficients of one half. */
  readonly length: number;
  /** Writes the coefficients of both halves from `first` on, at most COEFFICIENTS_AT_ONCE. */
  compute(first: number, approximation: Float64Array, detail: Float64Array): void;
}

function createLevel(signal: Signal, wavelet: WaveletName, mode: BoundaryMode): Level {
  const source = sourceOf(signal);
  const { low, high } = decompositionFilters(wavelet);
  const taps = low.length;
  const { before, after } = beyondEdges(source, taps - 1, taps, mode);
  const pairs = new Float64Array(2 * taps).map((_, i) => (i % 2 === 0 ? low : high)[i >> 1]);
  const buffer = new Float64Array(taps + 2 * (COEFFICIENTS_AT_ONCE - 1));
  return {
    length: countCoefficients(source.length, wavelet, mode),
    compute(first, approximation, detail) {
      const count = approximation.length;
      const padded = Math.ceil(count / COEFFICIENTS_SIDE_BY_SIDE) * COEFFICIENTS_SIDE_BY_SIDE;
      // read before the arena is opened: the source may be computed in the kernel, too
      const run = buffer.subarray(0, taps + 2 * (padded - 1));
      const start = firstSample(taps, mode) + 2 * first - (taps - 1);
      source.read(start, run);
      for (let i = 0; i < run.length && start + i < 0; i++) run[i] = before[start + i + before.length];
      for (let i = Math.max(0, source.length - start); i < run.length; i++) {
        run[i] = after[start + i - source.length] ?? 0;
      }
      const arena = openArena();
      const from = arena.put("f64", run);
      const filters = arena.put("f64", pairs);
      const toLow = arena.reserve("f64", padded);
      const toHigh = arena.reserve("f64", padded);
      kernel().dwt(from, filters, taps, padded, toLow, toHigh);
      approximation.set(doublesAt(toLow, count));
      detail.set(doublesAt(toHigh, count));
    },
  };
}

/**
 * Undoes dwt: 2 · length - taps + 2 samples, or 2 · length with mode "periodization"; one more than there were, if
 * their number was odd.
 *
 * @throws ShapeError if the halves differ in length or are too short for the wavelet
 * @see pywt.idwt (1.8)
 */
export function idwt(
  level: WaveletLevel,
  wavelet: WaveletName,
  mode: BoundaryMode,
): Float64Array<ArrayBuffer> {
  const { approximation, detail } = level;
  const { low, high } = decompositionFilters(wavelet);
  const taps = low.length;
  const length = approximation.length;
  const n = mode === "periodization" ? 2 * length : 2 * length - taps + 2;
  if (detail.length !== length || n < 1) {
    throw new ShapeError(
      `idwt: expected two equal halves of at least ${counted(taps / 2, "coefficient")}, got ${length} and ${detail.length}.`,
    );
  }
  const samples = new Float64Array(n);
  const first = firstSample(taps, mode);
  for (let o = 0; o < length; o++) {
    for (let j = 0; j < taps; j++) {
      let at = 2 * o + first - j;
      if (mode === "periodization") at = ((at % n) + n) % n;
      if (at >= 0 && at < n) samples[at] += approximation[o] * low[j] + detail[o] * high[j];
    }
  }
  return samples;
}

/** The deepest level at which one coefficient is still free of the edges: floor(log2(n / (taps - 1))), at least 0. */
export function maxLevel(nSamples: number, wavelet: WaveletName): number {
  const span = filterLength(wavelet) - 1;
  let level = 0;
  while (span * 2 ** (level + 1) <= nSamples) level++;
  return level;
}

/**
 * The decomposition over `levels` levels, coarsest first: [cA_n, cD_n, …, cD_1].
 *
 * @throws AudioError if there are more levels than maxLevel (PyWavelets only warns)
 * @see pywt.wavedec (1.8)
 */
export function wavedec(
  samples: Float32Array | Float64Array,
  wavelet: WaveletName,
  levels: number,
  mode: BoundaryMode,
): Float64Array<ArrayBuffer>[] {
  const { sequence, lengths } = decomposeLevels(samples, wavelet, levels, mode);
  let end = 0;
  return lengths.map((length) => {
    end += length;
    return sequence.subarray(end - length, end);
  });
}

/**
 * The arrays of wavedec laid end to end, coarsest first: one sequence, [coefficient].
 *
 * @throws AudioError as wavedec
 */
export function waveletSequence(
  samples: Float32Array | Float64Array,
  wavelet: WaveletName,
  levels: number,
  mode: BoundaryMode,
): Float64Array<ArrayBuffer> {
  return decomposeLevels(samples, wavelet, levels, mode).sequence;
}

/**
 * The same sequence, bit by bit, computed where it is read.
 *
 * @throws AudioError as wavedec
 */
export function waveletSource(
  signal: Signal,
  wavelet: WaveletName,
  levels: number,
  mode: BoundaryMode,
): SampleSource {
  checkLevels(signal.length, wavelet, levels);
  if (levels === 0) return sourceOf(signal);
  const halves: SampleSource[] = []; // finest first
  let approximation: SampleSource = sourceOf(signal);
  for (let level = 0; level < levels; level++) {
    const made = createLevel(approximation, wavelet, mode);
    halves.push(halfOf(made, "detail"));
    approximation = halfOf(made, "approximation");
  }
  return endToEnd([approximation, ...halves.toReversed()]);
}

function halfOf({ length, compute }: Level, half: keyof WaveletLevel): SampleSource {
  const other = new Float64Array(COEFFICIENTS_AT_ONCE);
  const own = new Float64Array(COEFFICIENTS_AT_ONCE);
  return {
    length,
    read(start, into) {
      const from = Math.min(into.length, Math.max(0, -start));
      const to = Math.max(from, Math.min(into.length, length - start));
      into.fill(0, 0, from);
      for (let i = from; i < to; i += COEFFICIENTS_AT_ONCE) {
        const count = Math.min(COEFFICIENTS_AT_ONCE, to - i);
        const [kept, dropped] = [own.subarray(0, count), other.subarray(0, count)];
        if (half === "detail") compute(start + i, dropped, kept);
        else compute(start + i, kept, dropped);
        into.set(kept, i);
      }
      into.fill(0, to);
    },
  };
}

/** One array of a decomposition. */
export interface SubBand {
  /** "cA2", "cD1". */
  readonly name: string;
  /** Its sampling rate is the clip's / 2^level. */
  readonly level: number;
  /** Its first coefficient in waveletSequence. */
  readonly from: number;
  readonly length: number;
}

/** The arrays of wavedec, for at least one level: names, levels and places. */
export function subBands(
  nSamples: number,
  wavelet: WaveletName,
  levels: number,
  mode: BoundaryMode,
): SubBand[] {
  let from = 0;
  return levelLengths(nSamples, wavelet, levels, mode).map((length, i) => {
    const level = i === 0 ? levels : levels + 1 - i;
    from += length;
    return { name: `${i === 0 ? "cA" : "cD"}${level}`, level, from: from - length, length };
  });
}

/** The lengths of wavedec's arrays. */
function levelLengths(nSamples: number, wavelet: WaveletName, levels: number, mode: BoundaryMode): number[] {
  const halves: number[] = []; // finest first
  for (let level = 0, n = nSamples; level < levels; level++) {
    n = countCoefficients(n, wavelet, mode);
    halves.push(n);
  }
  return [halves[levels - 1], ...halves.toReversed()];
}

/** The sequence, and the lengths of its parts. */
function decomposeLevels(
  samples: Float32Array | Float64Array,
  wavelet: WaveletName,
  levels: number,
  mode: BoundaryMode,
): { sequence: Float64Array<ArrayBuffer>; lengths: number[] } {
  checkLevels(samples.length, wavelet, levels);
  if (levels === 0) return { sequence: new Float64Array(samples), lengths: [samples.length] };
  const lengths = levelLengths(samples.length, wavelet, levels, mode);
  const sequence = new Float64Array(lengths.reduce((sum, length) => sum + length, 0));
  let approximation = samples;
  let end = sequence.length;
  for (const [level, length] of lengths.slice(1).toReversed().entries()) {
    const detail = sequence.subarray(end - length, end);
    end -= length;
    const next = level === levels - 1 ? sequence.subarray(0, length) : new Float64Array(length);
    decompose(approximation, wavelet, mode, next, detail);
    approximation = next;
  }
  return { sequence, lengths };
}

function checkLevels(nSamples: number, wavelet: WaveletName, levels: number): void {
  const deepest = maxLevel(nSamples, wavelet);
  if (levels > deepest) {
    throw new AudioError(
      `the audio has ${counted(nSamples, "sample")}; expected at least ` +
        `${(filterLength(wavelet) - 1) * 2 ** levels} for ${counted(levels, "split")} with ${wavelet}, ` +
        `or at most ${counted(deepest, "split")}.`,
      "Use fewer splits or leave the clip out.",
    );
  }
}

/**
 * Undoes wavedec; an odd number of samples comes back with one more at the end.
 *
 * @throws ShapeError if the arrays are not those of one decomposition
 * @see pywt.waverec (1.8)
 */
export function waverec(
  coefficients: readonly Float64Array<ArrayBuffer>[],
  wavelet: WaveletName,
  mode: BoundaryMode,
): Float64Array<ArrayBuffer> {
  let [approximation] = coefficients;
  for (const detail of coefficients.slice(1)) {
    if (approximation.length === detail.length + 1) approximation = approximation.slice(0, -1);
    approximation = idwt({ approximation, detail }, wavelet, mode);
  }
  return approximation;
}

/** dec_lo is the scaling filter reversed; dec_hi[k] = (-1)^(k+1) dec_lo[taps - 1 - k]. */
function decompositionFilters(wavelet: WaveletName): { low: Float64Array; high: Float64Array } {
  const scaling = DAUBECHIES[wavelet];
  return {
    low: Float64Array.from(scaling).reverse(),
    high: Float64Array.from(scaling, (tap, k) => (k % 2 === 0 ? -tap : tap)),
  };
}

/** The sample under the first tap of output 0; each further output is two samples on. */
function firstSample(taps: number, mode: BoundaryMode): number {
  return mode === "periodization" ? taps / 2 : 1;
}
