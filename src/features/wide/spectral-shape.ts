/** What the power spectrum of one frame looks like, in a few numbers. The bin at 0 Hz is no sound and counts nowhere. */
import { LANES } from "../../signal/kernel/frames.ts";
import { doublesAt, kernel, openArena } from "../../signal/kernel/kernel.ts";
import { memo } from "../../signal/memo.ts";

const ROLL_OFFS = [0.25, 0.5, 0.75, 0.9] as const;

/** A frame of less power is silent: 24-bit audio cannot hold it. */
const SILENCE = 1e-20;

/** Zwicker's weight of high bands begins above this, Bark. */
const SHARP_BARK = 16;

export const SHAPES = [
  "lowEnergy",
  "midEnergy",
  "rollOff25",
  "rollOff50",
  "rollOff75",
  "rollOff90",
  "flux",
  "centroid",
  "entropy",
  "variance",
  "skewness",
  "kurtosis",
  "slope",
  "sharpness",
  "harmonicity",
] as const;
export type Shape = (typeof SHAPES)[number];

/** [frame] */
export type ShapeSeries = Readonly<Record<Shape, Float64Array>>;

/** Series that are filled frame by frame, in order of time. Of a silent frame every number is 0. */
export function createShapes(
  frames: number,
  bins: number,
  binHz: number,
): { readonly series: ShapeSeries; add(power: Float64Array, frame: number): void } {
  const course = (): Float64Array => new Float64Array(frames);
  const series = {
    lowEnergy: course(),
    midEnergy: course(),
    rollOff25: course(),
    rollOff50: course(),
    rollOff75: course(),
    rollOff90: course(),
    flux: course(),
    centroid: course(),
    entropy: course(),
    variance: course(),
    skewness: course(),
    kurtosis: course(),
    slope: course(),
    sharpness: course(),
    harmonicity: course(),
  };
  const rollOffs = [series.rollOff25, series.rollOff50, series.rollOff75, series.rollOff90];
  const sharp = sharpnessWeights(bins, binHz);
  const band = (power: Float64Array, fromHz: number, toHz: number): number =>
    bandEnergy(power, fromHz / binHz, toHz / binHz) / (bins - 1);
  let magnitude = new Float64Array(bins);
  let before = new Float64Array(bins);
  return {
    series,
    add(power, frame) {
      [before, magnitude] = [magnitude, before];
      let total = 0;
      let first = 0;
      let sharpness = 0;
      for (let bin = 1; bin < bins; bin++) {
        const one = power[bin];
        magnitude[bin] = Math.sqrt(one);
        total += one;
        first += one * bin;
        sharpness += one * sharp[bin];
      }
      if (frame > 0) series.flux[frame] = change(before, magnitude);
      if (total < SILENCE) return;
      const center = first / total;
      const { second, third, fourth } = moments(power, center, total);
      series.lowEnergy[frame] = band(power, 250, 650);
      series.midEnergy[frame] = band(power, 1000, 4000);
      series.centroid[frame] = center * binHz;
      series.entropy[frame] = entropyOf(power.subarray(1), total);
      series.variance[frame] = second * binHz * binHz;
      if (second > 1e-12 * bins * bins) {
        series.skewness[frame] = third / second ** 1.5;
        series.kurtosis[frame] = fourth / second ** 2;
      }
      series.slope[frame] = slopeOf(bins, total, first) / binHz;
      series.sharpness[frame] = sharpness / total;
      series.harmonicity[frame] = swing(power) / total;
      writeRollOffs(power, total, binHz, rollOffs, frame);
    },
  };
}

function moments(
  power: Float64Array,
  center: number,
  total: number,
): { readonly second: number; readonly third: number; readonly fourth: number } {
  let second = 0;
  let third = 0;
  let fourth = 0;
  for (let bin = 1; bin < power.length; bin++) {
    const away = bin - center;
    const square = power[bin] * away * away;
    second += square;
    third += square * away;
    fourth += square * away * away;
  }
  return { second: second / total, third: third / total, fourth: fourth / total };
}

/** The entropy of powers, in bit, as shares of their sum. */
function entropyOf(powers: Float64Array, total: number): number {
  const nVectors = Math.ceil(powers.length / LANES.f64);
  const at = openArena().reserve("f64", nVectors * LANES.f64);
  const placed = doublesAt(at, nVectors * LANES.f64);
  placed.set(powers);
  placed.fill(0, powers.length);
  return Math.max(0, Math.log2(total) - kernel().sumOfLogs(at, nVectors) / total / Math.LN2);
}

/** Root mean square of the magnitudes' change. */
function change(before: Float64Array, magnitude: Float64Array): number {
  let sum = 0;
  for (let bin = 1; bin < magnitude.length; bin++) {
    const step = magnitude[bin] - before[bin];
    sum += step * step;
  }
  return Math.sqrt(sum / (magnitude.length - 1));
}

/** The sum of the powers from one place to another, in bins; what lies beyond the spectrum is 0. */
function bandEnergy(power: Float64Array, from: number, to: number): number {
  const last = Math.min(power.length - 1, Math.floor(to));
  let sum = 0;
  for (let bin = Math.ceil(from); bin <= last; bin++) sum += power[bin];
  return sum;
}

/** The slope of the least-squares line through the powers, per bin. */
function slopeOf(bins: number, total: number, first: number): number {
  const count = bins - 1;
  const middle = bins / 2;
  return (first - middle * total) / ((count * (count * count - 1)) / 12);
}

/** How far the powers go up and down between neighbouring peaks and troughs: much where harmonics stand out. */
function swing(power: Float64Array): number {
  let sum = 0;
  let last = power[1];
  for (let bin = 2; bin < power.length - 1; bin++) {
    const one = power[bin];
    const isTurn =
      one > power[bin - 1] ? one >= power[bin + 1] : one < power[bin - 1] && one <= power[bin + 1];
    if (!isTurn) continue;
    sum += Math.abs(one - last);
    last = one;
  }
  return sum;
}

/** The frequencies below which shares of the energy lie. */
function writeRollOffs(
  power: Float64Array,
  total: number,
  binHz: number,
  into: readonly Float64Array[],
  frame: number,
): void {
  let below = 0;
  let next = 0;
  for (let bin = 1; bin < power.length && next < ROLL_OFFS.length; bin++) {
    below += power[bin];
    while (next < ROLL_OFFS.length && below >= ROLL_OFFS[next] * total) into[next++][frame] = bin * binHz;
  }
}

/** [bin], acum: the first moment in Bark, with more weight above 16 Bark (Zwicker & Fastl 1999). */
const sharpnessWeights = memo(
  (bins: number, binHz: number): Float64Array =>
    Float64Array.from({ length: bins }, (_, bin) => {
      const hz = bin * binHz;
      const bark = (26.81 * hz) / (1960 + hz) - 0.53; // Traunmüller 1990
      return 0.11 * Math.max(0, bark) * (bark < SHARP_BARK ? 1 : 0.066 * Math.exp(0.171 * bark));
    }),
);
