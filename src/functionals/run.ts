/** What functionals see of a series: the values that count, and what several functionals need of them, computed once. */
import { ConfigError } from "../base/errors.ts";
import { createRealFft, type RealFft } from "../signal/fft.ts";
import { memo } from "../signal/memo.ts";
import { mean as meanOf } from "../signal/statistics.ts";
import { findTurns } from "./extremes.ts";
import { fitLine, fitParabola, momentsOfPlaces, type Parabola, type PlaceMoments } from "./fits.ts";
import type { Series } from "./series.ts";

/** Central moments, divided by the number of values. */
interface Moments {
  readonly third: number;
  readonly fourth: number;
  /** Whether the values differ by no more than rounding. */
  readonly isConstant: boolean;
}

interface Transform {
  readonly plan: RealFft;
  readonly centred: Float64Array;
  readonly re: Float64Array;
  readonly im: Float64Array;
}

interface Turns {
  /** Where the values turn, ascending: peaks and troughs by turns. */
  readonly at: Int32Array;
  readonly firstIsPeak: boolean;
}

/**
 * A run is loaded with one series after the other and keeps its memory, so that a table of thousands of numbers allocates
 * next to nothing. Frames that do not count are left out: values on both sides of a gap are neighbours, as in openSMILE's
 * functionals of non-zero values; `places` knows where they lay.
 */
export class Run {
  /** The values that count, in their order. Not to be changed. */
  values: Float64Array = new Float64Array(0);
  /** All frames, those too that do not count. */
  frames = 0;

  private series: Series | undefined;
  private from = 0;
  private kept = new Float64Array(0);
  private keptFrames = new Int32Array(0);
  private sortedBuffer = new Float64Array(0);
  private placeBuffer = new Float64Array(0);
  private turnBuffer = new Int32Array(0);
  private inner: Run | undefined;
  private readonly transformOf = memo(createTransform);
  private knownMean: number | undefined;
  private knownVariance: number | undefined;
  private knownMoments: Moments | undefined;
  private knownSorted: Float64Array | undefined;
  private knownPlaces: Float64Array | undefined;
  private knownTurns: Turns | undefined;

  private knownPlaceMoments: PlaceMoments | undefined;
  private knownLine: { readonly start: number; readonly slope: number } | undefined;
  private knownParabola: Parabola | undefined;

  /** Takes the frames `from` to `to` (not included) of a series in place of what was there. */
  load(series: Series, from = 0, to = series.values.length): this {
    if (this.series?.mask !== series.mask || this.from !== from || this.frames !== to - from) {
      this.knownPlaces = undefined; // else the values lie where those of the series before lay
      this.knownPlaceMoments = undefined;
    }
    this.series = series;
    this.from = from;
    this.frames = to - from;
    this.values =
      series.mask === undefined ? series.values.subarray(from, to) : this.keep(series.values, series.mask);
    this.knownMean = undefined;
    this.knownVariance = undefined;
    this.knownMoments = undefined;
    this.knownSorted = undefined;
    this.knownTurns = undefined;
    this.knownLine = undefined;
    this.knownParabola = undefined;
    return this;
  }

  private keep(values: Float64Array, mask: Uint8Array): Float64Array {
    if (this.kept.length < this.frames) {
      this.kept = new Float64Array(this.frames);
      this.keptFrames = new Int32Array(this.frames);
    }
    let count = 0;
    for (let frame = 0; frame < this.frames; frame++) {
      if (mask[this.from + frame] === 0) continue;
      this.keptFrames[count] = frame;
      this.kept[count++] = values[this.from + frame];
    }
    return this.kept.subarray(0, count);
  }

  /** Where the values lie, from 0 (the first frame) to 1 (the last one), 0 where there is one frame. Not to be changed. */
  get places(): Float64Array {
    if (this.knownPlaces === undefined) {
      const { length } = this.values;
      if (this.placeBuffer.length < length) this.placeBuffer = new Float64Array(length);
      this.knownPlaces = this.placeBuffer.subarray(0, length);
      const last = Math.max(1, this.frames - 1);
      const frames = this.series?.mask === undefined ? undefined : this.keptFrames;
      for (let i = 0; i < length; i++) this.knownPlaces[i] = (frames === undefined ? i : frames[i]) / last;
    }
    return this.knownPlaces;
  }

  get placeMoments(): PlaceMoments {
    this.knownPlaceMoments ??= momentsOfPlaces(this.places);
    return this.knownPlaceMoments;
  }

  /** The least-squares line start + slope · place. */
  get line(): { readonly start: number; readonly slope: number } {
    this.knownLine ??= fitLine(this);
    return this.knownLine;
  }

  /** The least-squares parabola over the places. */
  get parabola(): Parabola {
    this.knownParabola ??= fitParabola(this);
    return this.knownParabola;
  }

  /** Whether a frame counts. */
  counts(frame: number): boolean {
    return this.series?.mask === undefined || this.series.mask[this.from + frame] !== 0;
  }

  /**
   * Frames per second.
   *
   * @throws ConfigError if the frames are no places in time
   */
  get frameRateHz(): number {
    const rate = this.series?.frameRateHz ?? null;
    if (rate === null) {
      throw new ConfigError(
        "the frames are no places in time: there is no number per second or in seconds.",
        "Take functionals that count in frames, such as slope.",
      );
    }
    return rate;
  }

  get mean(): number {
    this.knownMean ??= meanOf(this.values);
    return this.knownMean;
  }

  /** Mean square of the distances from the mean. */
  get variance(): number {
    this.knownVariance ??= varianceOf(this.values, this.mean);
    return this.knownVariance;
  }

  get moments(): Moments {
    this.knownMoments ??= momentsOf(this.values, this.mean, this.variance);
    return this.knownMoments;
  }

  /** The values, ascending. Not to be changed. */
  get sorted(): Float64Array {
    if (this.knownSorted === undefined) {
      const { length } = this.values;
      if (this.sortedBuffer.length < length) this.sortedBuffer = new Float64Array(length);
      this.sortedBuffer.set(this.values);
      this.knownSorted = this.sortedBuffer.subarray(0, length).sort();
    }
    return this.knownSorted;
  }

  get turns(): Turns {
    if (this.knownTurns === undefined) {
      const { length } = this.values;
      if (this.turnBuffer.length < length) this.turnBuffer = new Int32Array(length);
      const { count, firstIsPeak } = findTurns(this.values, this.turnBuffer);
      this.knownTurns = { at: this.turnBuffer.subarray(0, count), firstIsPeak };
    }
    return this.knownTurns;
  }

  /** The Fourier transform of the values about their mean, bins 0 to floor(n / 2). It holds until the next call. */
  spectrum(): { readonly re: Float64Array; readonly im: Float64Array } {
    const { length } = this.values;
    const { plan, centred, re, im } = this.transformOf(length);
    for (let i = 0; i < length; i++) centred[i] = this.values[i] - this.mean;
    plan.forward(centred, re, im);
    return { re, im };
  }

  /**
   * One of `count` equal parts of the frames; a part of fewer frames than parts has one frame at least. It holds until
   * the next part of this run is asked for.
   */
  part(index: number, count: number): Run {
    if (this.series === undefined) return this;
    const from = Math.floor((index * this.frames) / count);
    const to = Math.max(from + 1, Math.floor(((index + 1) * this.frames) / count));
    this.inner ??= new Run();
    return this.inner.load(this.series, this.from + from, this.from + to);
  }
}

function createTransform(length: number): Transform {
  const plan = createRealFft(length);
  return {
    plan,
    centred: new Float64Array(length),
    re: new Float64Array(plan.bins),
    im: new Float64Array(plan.bins),
  };
}

function varianceOf(values: Float64Array, mean: number): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    const distance = values[i] - mean;
    sum += distance * distance;
  }
  return sum / values.length;
}

function momentsOf(values: Float64Array, mean: number, variance: number): Moments {
  let third = 0;
  let fourth = 0;
  for (let i = 0; i < values.length; i++) {
    const distance = values[i] - mean;
    const square = distance * distance;
    third += square * distance;
    fourth += square * square;
  }
  return {
    third: third / values.length,
    fourth: fourth / values.length,
    isConstant: variance <= (Number.EPSILON * mean) ** 2,
  };
}
