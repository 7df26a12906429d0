/**
 * Sampling-rate conversion by a Kaiser-windowed sinc, in float64 and without delay. Ratios of small whole
 * numbers use one exact filter per output phase, which is multiplied with the spectrum where there is one only; any other ratio
 * interpolates between 256 phases.
 */
import { ConfigError } from "../base/errors.ts";
import { nextPowerOfTwo } from "./bluestein.ts";
import { createRealFft } from "./fft.ts";
import { LANES, placeFrames } from "./kernel/frames.ts";
import { doublesAt, floatsAt, kernel, openArena } from "./kernel/kernel.ts";
import { memo } from "./memo.ts";
import { computedSource, type SampleSource, sourceOf } from "./source.ts";

/** dB; images, aliases and passband ripple stay below it. */
const ATTENUATION_DB = 130;
/** Kaiser 1974: shape of the window for that attenuation. */
const BETA = 0.1102 * (ATTENUATION_DB - 8.7);
/** Half-gain point as a part of the lower Nyquist frequency: flat to 0.9, closed at 1. */
const CUTOFF = 0.95;
/** Half width of the kernel in samples of the lower rate (Kaiser 1974 for a transition of 0.1 Nyquist). */
const HALF_WIDTH = Math.ceil((ATTENUATION_DB - 8) / (2.285 * 0.1 * Math.PI) / 2);
/** Exact phases are used up to this many output samples per period ... */
const MAX_PHASES = 1024;
/** ... and up to this many coefficients in all. */
const MAX_COEFFICIENTS = 1 << 20;
/** Phases per sample of the lower rate where the ratio is not exact; quadratic interpolation errs by -138 dB. */
const INTERPOLATED_PHASES = 256;
/** Output samples computed per block: the input window of a block stays in the cache. */
const BLOCK = 4096;
/** Whole ratios are filtered by transforms of at least so many samples, and of at least so many times the taps ... */
const SHORTEST_TRANSFORM = 4096;
const TRANSFORM_PER_TAP = 8;
/** ... up to so many. */
const LONGEST_TRANSFORM = 2 ** 16;
/** Input samples that are transformed at a time, about. */
const INPUT_AT_ONCE = 2 ** 16;
/** Sums of the kernel's groups. */
const SUMS_AT_ONCE = 16;

/** Filters of one conversion. */
interface FilterBank {
  /** [phase, tap] coefficients. */
  readonly filters: Float64Array;
  /** Taps per filter; tap t of an output at input position i weighs input sample i - reach + t. */
  readonly taps: number;
  readonly reach: number;
  /** Output samples per period. */
  readonly up: number;
  /** Input samples per period. */
  readonly down: number;
}

/** Exact filter banks by `up/down`; a program meets few distinct ones. */
const exactBanks = new Map<string, FilterBank>();

/**
 * The signal at another sampling rate, time-aligned: output sample m lies at input time m * fromRate / toRate.
 * Beyond its ends the signal counts as silent.
 *
 * @param samples - [sample]; not changed
 * @param fromRate - Hz
 * @param toRate - Hz
 * @returns [sample], ceil(n * toRate / fromRate) of them; a copy where the rates are equal. Flat to 0.9 of the
 *   lower Nyquist frequency; what lies above that Nyquist frequency is removed by more than 110 dB.
 * @throws ConfigError if a rate is not a positive number
 */
export function resample(samples: Float32Array, fromRate: number, toRate: number): Float32Array<ArrayBuffer> {
  if (fromRate === toRate) return new Float32Array(samples);
  const { length, compute } = conversion(samples, fromRate, toRate);
  const output = new Float32Array(length);
  compute(0, output);
  return output;
}

/**
 * The same samples, bit by bit, computed where they are read.
 *
 * @param samples - not to be changed while the source is used
 */
export function resampledSource(samples: Float32Array, fromRate: number, toRate: number): SampleSource {
  if (fromRate === toRate) return sourceOf(samples);
  const { length, compute } = conversion(samples, fromRate, toRate);
  return computedSource(length, compute);
}

/** How many samples there will be, and what writes those from `first` on. */
function conversion(samples: Float32Array, fromRate: number, toRate: number) {
  for (const rate of [fromRate, toRate]) {
    if (!(rate > 0 && rate < Number.POSITIVE_INFINITY)) {
      throw new ConfigError(`resample: expected sampling rates above 0 Hz, got ${fromRate} and ${toRate}.`);
    }
  }
  const length = Math.ceil((samples.length * toRate) / fromRate);
  const up = periodOf(fromRate, toRate);
  if (up !== undefined) {
    const bank = exactBank(up, Math.round((up * fromRate) / toRate));
    const whole = up === 1 ? wholeBank(bank.down) : undefined;
    return {
      length,
      compute: (first: number, into: Float32Array) =>
        whole === undefined
          ? convertExact(samples, bank, first, into)
          : convertWhole(samples, whole, first, into),
    };
  }
  const bank = interpolatedBank(fromRate / toRate);
  return {
    length,
    compute: (first: number, into: Float32Array) => convertInterpolated(samples, bank, first, into),
  };
}

/** The least number of output samples that lasts a whole number of input samples, if it is small enough. */
function periodOf(fromRate: number, toRate: number): number | undefined {
  const reach = Math.ceil(HALF_WIDTH * Math.max(1, fromRate / toRate));
  const most = Math.min(MAX_PHASES, MAX_COEFFICIENTS / (2 * reach + 1));
  for (let up = 1; up <= most; up++) {
    const down = (up * fromRate) / toRate;
    // 4 ulp: a rate like 48000 / 1.1 is rounded, and still meant exactly
    if (Math.abs(down - Math.round(down)) <= 4 * Number.EPSILON * down) return up;
  }
  return undefined;
}

function exactBank(up: number, down: number): FilterBank {
  const key = `${up}/${down}`;
  const known = exactBanks.get(key);
  if (known !== undefined) return known;
  const scale = Math.min(1, up / down);
  const reach = Math.ceil(HALF_WIDTH / scale);
  const taps = 2 * reach + 1;
  const filters = new Float64Array(up * taps);
  for (let phase = 0; phase < up; phase++) {
    for (let tap = 0; tap < taps; tap++) {
      filters[phase * taps + tap] = scale * lowPass(scale * (tap - reach - phase / up));
    }
  }
  const bank = { filters, taps, reach, up, down };
  if (exactBanks.size >= 16) exactBanks.clear();
  exactBanks.set(key, bank);
  return bank;
}

/**
 * Writes the outputs from `from` on. Output m = g * up + j has phase (j * down) mod up for every period g, so one filter
 * serves many outputs.
 */
function convertExact(samples: Float32Array, bank: FilterBank, from: number, output: Float32Array): void {
  const { filters, taps, reach, up, down } = bank;
  const periods = SUMS_AT_ONCE * Math.ceil(BLOCK / SUMS_AT_ONCE / up);
  // sample i of a block's window is in row i mod down: what a tap weighs for all periods lies side by side
  const columns = periods + Math.ceil(taps / down);
  const arena = openArena();
  const weights = arena.put("f64", filters);
  const windowAt = arena.reserve("f64", down * columns);
  const sumsAt = arena.reserve("f64", periods);
  const window = doublesAt(windowAt, down * columns);
  const sums = doublesAt(sumsAt, periods);
  const { polyphase } = kernel();
  const end = from + output.length;
  const period = Math.floor(from / up);
  let start = period * down - reach;
  for (let first = period * up; first < end; first += periods * up, start += periods * down) {
    fillRows(window, columns, down, samples, start);
    for (let j = 0; j < up && first + j < end; j++) {
      const filter = weights + ((j * down) % up) * taps * 8;
      const offset = Math.floor((j * down) / up);
      const count = Math.min(periods, Math.ceil((end - first - j) / up));
      polyphase(windowAt, down, columns * 8, offset, filter, taps, Math.ceil(count / SUMS_AT_ONCE), sumsAt);
      const skipped = first + j < from ? 1 : 0; // of the first period
      for (let g = skipped, m = first + j + skipped * up - from; g < count; g++, m += up) output[m] = sums[g];
    }
  }
}

/** The filter of a conversion to a whole part of the rate. */
interface WholeBank {
  /** Length of the transform. */
  readonly nFft: number;
  readonly reach: number;
  readonly down: number;
  /** Output samples of one transform. */
  readonly count: number;
  /** [bin], as the kernel's filterFrames wants it. */
  readonly response: Float64Array;
}

/** Undefined where the transform would be too long. */
const wholeBank = memo((down: number): WholeBank | undefined => {
  const { filters, taps, reach } = exactBank(1, down);
  const nFft = nextPowerOfTwo(Math.max(SHORTEST_TRANSFORM, TRANSFORM_PER_TAP * taps));
  if (nFft > LONGEST_TRANSFORM) return undefined;
  const fft = createRealFft(nFft);
  const around = new Float64Array(nFft); // the filter about sample 0
  for (let tap = 0; tap < taps; tap++) around[(tap - reach + nFft) % nFft] = filters[tap];
  const response = new Float64Array(fft.bins);
  fft.forward(around, response, new Float64Array(fft.bins));
  for (let bin = 0; bin < fft.bins; bin++) {
    response[bin] *= (bin === 0 || bin === fft.bins - 1 ? 1 : 2) / nFft;
  }
  return { nFft, reach, down, count: Math.floor((nFft - taps) / down) + 1, response };
});

/** Writes the outputs from `from` on, which are as many transforms' as begin at a multiple of bank.count. */
function convertWhole(samples: Float32Array, bank: WholeBank, from: number, output: Float32Array): void {
  const { nFft, reach, down, count, response } = bank;
  const grid = {
    nFft,
    hopSamples: count * down,
    winSamples: nFft,
    window: "rectangular",
    firstSample: -reach,
  } as const;
  const end = from + output.length;
  const last = Math.ceil(end / count);
  const atOnce = Math.max(1, Math.floor(INPUT_AT_ONCE / nFft / LANES.f64)) * LANES.f64;
  for (let frame = Math.floor(from / count); frame < last; frame += atOnce) {
    const nBlocks = Math.ceil(Math.min(atOnce, last - frame) / LANES.f64);
    const nOutputs = nBlocks * LANES.f64 * count;
    const arena = openArena();
    const frames = placeFrames(arena, "f64", samples, grid, frame, nBlocks);
    const weights = arena.put("f64", response);
    const outputAt = arena.reserve("f32", nOutputs);
    kernel().filterFrames(frames, nBlocks, weights, reach, down, count, outputAt);
    const begin = Math.max(from, frame * count);
    const until = Math.min(end, frame * count + nOutputs);
    const filtered = floatsAt(outputAt, nOutputs);
    output.set(filtered.subarray(begin - frame * count, until - frame * count), begin - from);
  }
  keepSilence(samples, bank, from, output);
}

/** Where all samples that an output is made of are 0 it is 0 too: a transform leaves what its rounding makes of the others. */
function keepSilence(
  samples: Float32Array,
  { reach, down }: WholeBank,
  from: number,
  output: Float32Array,
): void {
  let sound = 0; // the first sample within reach that is not 0
  for (let i = 0, middle = from * down; i < output.length; i++, middle += down) {
    if (samples[middle] !== 0) continue;
    sound = Math.max(sound, middle - reach);
    while (sound < samples.length && samples[sound] === 0) sound++;
    if (sound > middle + reach || sound >= samples.length) output[i] = 0;
  }
}

/** rows[i mod down][i div down] = samples[start + i], zero beyond the ends. */
function fillRows(
  rows: Float64Array,
  columns: number,
  down: number,
  samples: Float32Array,
  start: number,
): void {
  for (let row = 0; row < down; row++) {
    for (let column = 0, at = start + row; column < columns; column++, at += down) {
      rows[row * columns + column] = at >= 0 && at < samples.length ? samples[at] : 0;
    }
  }
}

/** Filters of a conversion whose ratio is not one of small whole numbers. */
interface PhaseBank {
  /** Input samples per output sample. */
  readonly step: number;
  readonly phases: number;
  readonly taps: number;
  readonly reach: number;
  /** [phase from -1 to phases + 1, tap] */
  readonly filters: Float64Array;
}

function interpolatedBank(step: number): PhaseBank {
  const scale = Math.min(1, 1 / step);
  const phases = Math.max(4, Math.ceil(INTERPOLATED_PHASES * scale));
  const reach = Math.ceil(HALF_WIDTH / scale) + 1;
  const taps = 2 * reach + 1;
  const filters = new Float64Array((phases + 3) * taps);
  for (let row = 0; row < phases + 3; row++) {
    for (let tap = 0; tap < taps; tap++) {
      filters[row * taps + tap] = scale * lowPass(scale * (tap - reach - (row - 1) / phases));
    }
  }
  return { step, phases, taps, reach, filters };
}

/** Writes the outputs from `from` on: each is a parabola through the outputs of the three nearest phases. */
function convertInterpolated(
  samples: Float32Array,
  { step, phases, taps, reach, filters }: PhaseBank,
  from: number,
  output: Float32Array,
): void {
  const taps2 = 2 * taps;
  const window = new Float64Array(Math.ceil(BLOCK * step) + taps + 1);
  const last = from + output.length;
  for (let first = from; first < last; first += BLOCK) {
    const start = Math.floor(first * step);
    fillWindow(window, samples, start - reach);
    const end = Math.min(first + BLOCK, last);
    for (let m = first; m < end; m++) {
      const time = m * step;
      const whole = Math.floor(time);
      const phase = (time - whole) * phases;
      const nearest = Math.round(phase);
      const x = phase - nearest;
      const shift = whole - start - nearest * taps;
      let sumBelow = 0;
      let sumMiddle = 0;
      let sumAbove = 0;
      for (let k = nearest * taps; k < nearest * taps + taps; k++) {
        const value = window[k + shift];
        sumBelow += filters[k] * value;
        sumMiddle += filters[k + taps] * value;
        sumAbove += filters[k + taps2] * value;
      }
      output[m - from] =
        sumMiddle + x * (0.5 * (sumAbove - sumBelow) + x * (0.5 * (sumAbove + sumBelow) - sumMiddle));
    }
  }
}

/** window[i] = samples[start + i], zero beyond the ends. */
function fillWindow(window: Float64Array, samples: Float32Array, start: number): void {
  const from = Math.min(Math.max(start, 0), samples.length);
  const to = Math.max(from, Math.min(start + window.length, samples.length));
  window.fill(0, 0, Math.min(from - start, window.length));
  if (to > from) window.set(samples.subarray(from, to), from - start);
  window.fill(0, Math.max(0, to - start));
}

/** Low-pass at CUTOFF of Nyquist, windowed; u in samples of the lower rate. */
function lowPass(u: number): number {
  const edge = u / HALF_WIDTH;
  if (edge <= -1 || edge >= 1) return 0;
  const angle = Math.PI * CUTOFF * u;
  const sinc = Math.abs(angle) < 1e-9 ? 1 : Math.sin(angle) / angle;
  return (CUTOFF * sinc * besselI0(BETA * Math.sqrt(1 - edge * edge))) / BESSEL_BETA;
}

/** Modified Bessel function of the first kind, order 0: sum of (x²/4)^k / k!². */
function besselI0(x: number): number {
  const quarter = (x * x) / 4;
  let sum = 1;
  let term = 1;
  for (let k = 1; term > 1e-17 * sum; k++) {
    term *= quarter / (k * k);
    sum += term;
  }
  return sum;
}

const BESSEL_BETA = besselI0(BETA);
