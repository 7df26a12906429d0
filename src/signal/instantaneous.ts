/** Instantaneous amplitude, phase and frequency of a narrow-band signal, from its analytic signal (Huang et al. 1998). */
import { createHilbert, type HilbertTransform } from "./hilbert.ts";

export interface Instantaneous {
  /** [sample], in the signal's unit. */
  readonly amplitude: Float64Array<ArrayBuffer>;
  /** [sample], radians in [0, 2π), smoothed; 0 where the signal crosses zero upwards. */
  readonly phase: Float64Array<ArrayBuffer>;
  /** [sample], Hz; below 0 where the phase turns back. */
  readonly frequencyHz: Float64Array<ArrayBuffer>;
}

/**
 * Amplitude, phase and frequency at every sample.
 *
 * @param sampleRate - Hz
 * @throws RangeError without a sample
 * @see emd.spectra.frequency_transform(method="hilbert") (0.8.1)
 */
export function instantaneous(samples: Float64Array, sampleRate: number): Instantaneous {
  const tracker = createTracker(samples.length);
  tracker.track(samples);
  const phase = tracker.phase.map((radians) => positiveModulo(radians + Math.PI / 2, 2 * Math.PI));
  const frequencyHz = tracker.frequency.map((cycles) => cycles * sampleRate);
  return { amplitude: tracker.power.map(Math.sqrt), phase, frequencyHz };
}

/** What `track` found of the signal it saw last. */
export interface Tracker {
  /** [sample]: the squared amplitude. */
  readonly power: Float64Array<ArrayBuffer>;
  /** [sample]: radians, unwrapped, median of 5 samples. */
  readonly phase: Float64Array<ArrayBuffer>;
  /** [sample]: cycles per sample, the slope of the phase over 3 samples. */
  readonly frequency: Float64Array<ArrayBuffer>;
  track(samples: Float64Array): void;
}

/**
 * A plan for signals of one length, whose arrays are overwritten by each of them.
 *
 * @throws RangeError if the length is not a positive integer
 */
export function createTracker(length: number): Tracker {
  const hilbert: HilbertTransform = createHilbert(length);
  const quadrature = new Float64Array(length);
  const raw = new Float64Array(length + 4); // two zeros at both ends, as scipy.signal.medfilt has them
  const power = new Float64Array(length);
  const phase = new Float64Array(length);
  const frequency = new Float64Array(length);
  return {
    power,
    phase,
    frequency,
    track(samples) {
      hilbert.transform(samples, quadrature);
      let turns = 0;
      let before = 0;
      for (let n = 0; n < length; n++) {
        const re = samples[n];
        const im = quadrature[n];
        power[n] = re * re + im * im;
        const angle = Math.atan2(im, re);
        if (n > 0) {
          if (angle - before > Math.PI) turns--;
          else if (angle - before < -Math.PI) turns++;
        }
        before = angle;
        raw[n + 2] = angle + turns * 2 * Math.PI;
      }
      for (let n = 0; n < length; n++) {
        phase[n] = medianOf5(raw[n], raw[n + 1], raw[n + 2], raw[n + 3], raw[n + 4]);
      }
      for (let n = 1; n < length - 1; n++) frequency[n] = (phase[n + 1] - phase[n - 1]) / (4 * Math.PI);
      if (length === 1) return;
      if (length === 2) frequency[0] = (phase[1] - phase[0]) / (2 * Math.PI);
      else frequency[0] = frequency[1];
      frequency[length - 1] = frequency[Math.max(0, length - 2)];
    },
  };
}

/** The middle one of five values; a phase mostly rises, and then it is the third. */
function medianOf5(a: number, b: number, c: number, d: number, e: number): number {
  if (a <= b && b <= c && c <= d && d <= e) return c;
  const low = Math.max(Math.min(a, b), Math.min(d, e));
  const high = Math.min(Math.max(a, b), Math.max(d, e));
  // the middle one of c and of the two middle ones of the other four
  return Math.max(Math.min(low, high), Math.min(Math.max(low, high), c));
}

function positiveModulo(value: number, period: number): number {
  const rest = value % period;
  return rest < 0 ? rest + period : rest;
}
