/** The Hilbert-Huang spectrum: energy over instantaneous frequency and time, per intrinsic mode (Huang et al. 1998). */
import { ConfigError } from "../base/errors.ts";
import { SIFT_DEFAULTS, type SiftSettings } from "./emd/sift.ts";
import { withWorkspace } from "./emd/workspace.ts";
import { eachTrack } from "./instantaneous.ts";
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

/** About as many samples are followed at a time: what is known of them stays in the cache until it is binned. */
const BLOCK_SAMPLES = 1024;

/** Two sums of float64. */
const BIN_BYTES = 16;

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
  const { bins, hopSamples } = settings;
  const n = samples.length;
  const edges = frequencyEdges(settings, sampleRate);
  const frames = Math.ceil(n / hopSamples);
  const imfs = sumImfs ? 1 : sift.maxImfs + 1;
  checkSize(
    "hopSamples, bins",
    "the Hilbert spectrum",
    2 * imfs * bins * frames,
    "Raise hopSamples or lower bins.",
  );
  return withWorkspace(n, (workspace) => {
    const { kernel, track, power, frequency, reserve, doubles } = workspace;
    const edgesAt = reserve(bins + 1);
    const sums = reserve(2 * (bins + 1) * frames); // [frame, bin, part], as assembly/hht/track.ts has them
    doubles(edgesAt, bins + 1).set(edges);
    const atOnce = hopSamples * Math.ceil(BLOCK_SAMPLES / hopSamples);
    const data = new Float64Array(imfs * bins * frames);
    const add = (mode: number): void => {
      const weigh = createWeighing(doubles(mode, n), sampleRate, settings);
      for (let from = 0; from < n; from += atOnce) {
        const count = Math.min(atOnce, n - from);
        kernel.follow(track, from + count, power, frequency, 0);
        weigh?.(doubles(power, count), doubles(frequency, count), from);
        const row = sums + (from / hopSamples) * (bins + 1) * BIN_BYTES;
        kernel.addToBins(power, frequency, count, hopSamples, sampleRate, edgesAt, bins, row);
      }
    };
    const clear = () => doubles(sums, 2 * (bins + 1) * frames).fill(0);
    const keep = (slot: number): void => {
      const parts = doubles(sums, 2 * (bins + 1) * frames);
      for (let frame = 0; frame < frames; frame++) {
        let at = slot * bins * frames + frame;
        let i = 2 * frame * (bins + 1);
        for (let bin = 0; bin < bins; bin++, i += 2, at += frames) data[at] = parts[i] + parts[i + 1];
      }
    };
    clear();
    eachTrack(workspace, samples, sift, (mode, index) => {
      add(mode);
      if (sumImfs) return;
      keep(index);
      clear();
    });
    if (sumImfs) keep(0);
    return { imfs, bins, frames, data };
  });
}

/** Turns the squared amplitudes of the samples from one on into what the settings ask for, in place. */
type Weighing = (values: Float64Array, frequency: Float64Array, from: number) => void;

/** Null where it is the squared amplitudes themselves that are asked for. */
function createWeighing(
  mode: Float64Array,
  sampleRate: number,
  { energy, frequencyWeighted }: HilbertSpectrumSettings,
): Weighing | null {
  if (energy === "power" && !frequencyWeighted) return null;
  const scale = (sampleRate / (2000 * Math.PI)) ** 2; // from radians per sample to kHz
  const teager = energy === "teager" ? teagerEnergy(mode) : null;
  const kiloHertz = sampleRate / 1000;
  return (values, frequency, from) => {
    if (energy === "amplitude") {
      for (let i = 0; i < values.length; i++) values[i] = Math.sqrt(values[i]);
    } else if (teager !== null) {
      for (let i = 0; i < values.length; i++) values[i] = Math.max(0, scale * teager[from + i]);
    }
    if (!frequencyWeighted) return;
    for (let i = 0; i < values.length; i++) values[i] *= frequency[i] * kiloHertz;
  };
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
