/** How far the pitches of a recording lie from those of A = 440 Hz. */
import { percentiles } from "./statistics.ts";
import { eachPowerSpectrum, type StftSettings } from "./stft.ts";

const MIN_HZ = 150;
const MAX_HZ = 4000;
/** Peaks count from this share of the frame's highest value. */
const PEAK_SHARE = 0.1;
/** Bins of the histogram, of 1/100 step each. */
const HISTOGRAM_BINS = 100;
const A0_HZ = 440 / 16;

/**
 * The deviation in steps of an octave divided by binsPerOctave, -0.5 to 0.49: the fullest bin of the histogram of all
 * louder spectral peaks from 150 to 4000 Hz, their frequencies interpolated by parabolas; 0 where there are none.
 *
 * @param sampleRate - Hz
 * @throws AudioError as countFrames
 * @see librosa.estimate_tuning of a power spectrogram (0.11)
 */
export function estimateTuning(
  samples: Float32Array | Float64Array,
  sampleRate: number,
  settings: StftSettings,
  binsPerOctave: number,
): number {
  const binHz = sampleRate / settings.nFft;
  const lowest = Math.max(1, Math.ceil(MIN_HZ / binHz));
  const pitches: number[] = [];
  const heights: number[] = [];
  eachPowerSpectrum(samples, settings, (power) => {
    const last = power.length - 1;
    let highest = 0;
    for (let bin = 0; bin <= last; bin++) if (power[bin] > highest) highest = power[bin];
    const floor = PEAK_SHARE * highest;
    for (let bin = lowest; bin <= last && bin * binHz < MAX_HZ; bin++) {
      const here = power[bin];
      const before = power[bin - 1];
      const after = bin < last ? power[bin + 1] : Number.NEGATIVE_INFINITY;
      if (here <= floor) continue;
      if (here <= (before > floor ? before : 0) || here < (after > floor ? after : 0)) continue;
      const shift = bin < last ? parabolicShift(before, here, after) : 0;
      pitches.push((bin + shift) * binHz);
      heights.push(here + 0.25 * (bin < last ? after - before : 0) * shift);
    }
  });
  if (pitches.length === 0) return 0;
  const [threshold] = percentiles(heights, [50]);
  const histogram = new Int32Array(HISTOGRAM_BINS);
  pitches.forEach((hz, i) => {
    if (heights[i] < threshold) return;
    const steps = binsPerOctave * Math.log2(hz / A0_HZ);
    const residual = steps - Math.floor(steps + 0.5);
    histogram[Math.min(HISTOGRAM_BINS - 1, Math.floor((residual + 0.5) * HISTOGRAM_BINS))]++;
  });
  const fullest = histogram.indexOf(histogram.reduce((a, b) => Math.max(a, b)));
  return fullest / HISTOGRAM_BINS - 0.5;
}

/**
 * Where between -1 and 1 the vertex of the parabola through three neighbouring values lies; 0 where it lies farther off.
 */
export function parabolicShift(before: number, here: number, after: number): number {
  const curvature = after + before - 2 * here;
  const slope = (after - before) / 2;
  return Math.abs(slope) >= Math.abs(curvature) ? 0 : -slope / curvature;
}
