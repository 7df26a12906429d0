/** The Hilbert-Huang spectrum: energy over instantaneous frequency and time, per intrinsic mode (Huang et al. 1998). */
import { ConfigError } from "../base/errors.ts";
import { checkSiftLength, eachImf, SIFT_DEFAULTS, type SiftSettings } from "./emd/sift.ts";
import { createTracker } from "./instantaneous.ts";
import { checkSize } from "./size.ts";
import { teagerEnergy } from "./teager.ts";

export const IMF_ENERGIES = ["power", "amplitude", "teager"] as const;
export type ImfEnergy = (typeof IMF_ENERGIES)[number];

export interface HilbertSpectrumSettings {
  /** Frequency bins of equal width from minHz to maxHz: each begins with its lower edge, and ends before its upper. */
  readonly bins: number;
  readonly minHz: number;
  /** null = half the sampling rate. */
  readonly maxHz: number | null;
  /** Samples per frame: frame t is the mean over the samples t · hopSamples to (t + 1) · hopSamples - 1. */
  readonly hopSamples: number;
  /**
   * What a sample adds to the bin of its instantaneous frequency: the squared amplitude, the amplitude, or the
   * mode's Teager-Kaiser energy in amplitude² · kHz², with those below 0 as 0.
   */
  readonly energy: ImfEnergy;
  /** Whether that is multiplied by the instantaneous frequency in kHz. */
  readonly frequencyWeighted: boolean;
}

export const HILBERT_SPECTRUM_DEFAULTS: HilbertSpectrumSettings = {
  bins: 70,
  minHz: 0,
  maxHz: null,
  hopSamples: 512,
  energy: "power",
  frequencyWeighted: false,
};

export interface HilbertSpectrum {
  /** 1 where the modes were added up, else maxImfs + 1: the modes, zeros for those that were not found, the residual. */
  readonly imfs: number;
  readonly bins: number;
  /** ceil(samples / hopSamples). */
  readonly frames: number;
  /** [imf, bin, frame]. */
  readonly data: Float64Array<ArrayBuffer>;
}

/**
 * The Hilbert-Huang spectrum of a signal, in frames: no array is as long as the signal times the bins.
 *
 * @param sampleRate - Hz
 * @param sumImfs - one spectrum of all modes instead of one each
 * @throws AudioError as emd; ConfigError if minHz is not below maxHz, maxHz is above half the sampling rate, or more
 *   than 2^28 numbers are asked for
 * @see emd.spectra.hilberthuang(sum_time=False) (0.8.1), averaged over each frame
 */
export function hilbertSpectrum(
  samples: Float32Array | Float64Array,
  sampleRate: number,
  settings: HilbertSpectrumSettings = HILBERT_SPECTRUM_DEFAULTS,
  sumImfs = true,
  sift: SiftSettings = SIFT_DEFAULTS,
): HilbertSpectrum {
  checkSiftLength(samples.length);
  const { bins, hopSamples, energy, frequencyWeighted } = settings;
  const edges = frequencyEdges(settings, sampleRate);
  const frames = Math.ceil(samples.length / hopSamples);
  const imfs = sumImfs ? 1 : sift.maxImfs + 1;
  checkSize(
    "hopSamples, bins",
    "the Hilbert spectrum",
    imfs * bins * frames,
    "Raise hopSamples or lower bins.",
  );
  const data = new Float64Array(imfs * bins * frames);
  const tracker = createTracker(samples.length);
  const kiloHertz = sampleRate / 1000;
  const add = (mode: Float64Array, slot: number): void => {
    tracker.track(mode);
    const { power, frequency } = tracker;
    const teager = energy === "teager" ? teagerEnergy(mode) : power;
    const teagerScale = (kiloHertz / (2 * Math.PI)) ** 2;
    for (let frame = 0; frame < frames; frame++) {
      const from = frame * hopSamples;
      const to = Math.min(from + hopSamples, mode.length);
      const share = 1 / (to - from);
      for (let n = from; n < to; n++) {
        const bin = binOf(frequency[n] * sampleRate, edges);
        if (bin < 0) continue;
        let value = power[n];
        if (energy === "amplitude") value = Math.sqrt(value);
        else if (energy === "teager") value = Math.max(0, teager[n] * teagerScale);
        if (frequencyWeighted) value *= frequency[n] * kiloHertz;
        data[(slot * bins + bin) * frames + frame] += value * share;
      }
    }
  };
  const residual = eachImf(samples, sift, (imf, index) => add(imf, sumImfs ? 0 : index));
  add(residual, imfs - 1);
  return { imfs, bins, frames, data };
}

/** The bins' edges in Hz, [bin + 1]. */
function frequencyEdges(
  { bins, minHz, maxHz }: HilbertSpectrumSettings,
  sampleRate: number,
): Float64Array<ArrayBuffer> {
  const top = maxHz ?? sampleRate / 2;
  if (top > sampleRate / 2) {
    throw new ConfigError(
      `maxHz: expected at most half the sampling rate (${sampleRate / 2} Hz), got ${top}.`,
    );
  }
  if (minHz >= top) throw new ConfigError(`minHz: expected less than maxHz (${top} Hz), got ${minHz}.`);
  return Float64Array.from({ length: bins + 1 }, (_, i) => minHz + (i * (top - minHz)) / bins);
}

/** The bin that holds the frequency, or -1. */
function binOf(hz: number, edges: Float64Array): number {
  const bins = edges.length - 1;
  const bottom = edges[0];
  const top = edges[bins];
  if (!(hz >= bottom && hz < top)) return -1;
  const bin = Math.floor(((hz - bottom) * bins) / (top - bottom));
  // the quotient is rounded: the edges decide
  if (bin === bins || hz < edges[bin]) return bin - 1;
  return hz >= edges[bin + 1] ? bin + 1 : bin;
}
