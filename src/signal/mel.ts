/** Mel scales and triangular mel filter banks, as librosa.filters.mel; the banks are stored sparsely. */
import { ConfigError } from "../base/errors.ts";
import { memo } from "./memo.ts";

export interface MelSettings {
  /** Number of bands. */
  readonly nMels: number;
  /** Lowest edge. */
  readonly fminHz: number;
  /** Highest edge; null = sampleRate / 2. */
  readonly fmaxHz: number | null;
  /** The HTK formula instead of Slaney's (linear below 1 kHz). */
  readonly htk: boolean;
  /** "slaney": every band has unit area (1/Hz); "none": every peak is 1. */
  readonly melNorm: "slaney" | "none";
}

/** librosa's defaults. */
export const MEL_DEFAULTS: MelSettings = {
  nMels: 128,
  fminHz: 0,
  fmaxHz: null,
  htk: false,
  melNorm: "slaney",
};

/** Band b weighs the bins firstBin[b] to firstBin[b] + (offset[b + 1] - offset[b]) - 1. */
export interface FilterBank {
  readonly nBands: number;
  /** FFT bins that the bank expects: floor(nFft / 2) + 1. */
  readonly nBins: number;
  readonly firstBin: Int32Array;
  /** [band + 1], into weights. */
  readonly offset: Int32Array;
  readonly weights: Float64Array;
}

const HZ_PER_MEL = 200 / 3; // Slaney 1998: linear part
const LOG_START_HZ = 1000;
const LOG_START_MEL = LOG_START_HZ / HZ_PER_MEL;
const LOG_STEP = Math.log(6.4) / 27; // 27 mels from 1 kHz to 6.4 kHz

/** Mels of a frequency in Hz. */
export function hzToMel(hz: number, htk = false): number {
  if (htk) return 2595 * Math.log10(1 + hz / 700);
  return hz < LOG_START_HZ ? hz / HZ_PER_MEL : LOG_START_MEL + Math.log(hz / LOG_START_HZ) / LOG_STEP;
}

/** Hz of a frequency in mels: undoes hzToMel. */
export function melToHz(mel: number, htk = false): number {
  if (htk) return 700 * (10 ** (mel / 2595) - 1);
  return mel < LOG_START_MEL ? mel * HZ_PER_MEL : LOG_START_HZ * Math.exp(LOG_STEP * (mel - LOG_START_MEL));
}

/**
 * A triangular mel filter bank over the bins 0 Hz to sampleRate / 2 of an FFT of nFft samples. Banks are made once
 * per setting and shared.
 *
 * A band that holds no bin (many bands, a short FFT or a high sampling rate) has no weights, so that its power is 0,
 * as in librosa.
 *
 * @throws ConfigError if fminHz is not below fmaxHz, or fmaxHz is above sampleRate / 2
 * @see Slaney 1998, Auditory Toolbox; librosa.filters.mel (0.11)
 */
export function melFilterBank(sampleRate: number, nFft: number, settings: MelSettings): FilterBank {
  const { nMels, fminHz, fmaxHz, htk, melNorm } = settings;
  return cachedBank(sampleRate, nFft, nMels, fminHz, fmaxHz ?? sampleRate / 2, htk, melNorm);
}

const cachedBank = memo(createBank);

function createBank(
  sampleRate: number,
  nFft: number,
  nMels: number,
  fminHz: number,
  fmaxHz: number,
  htk: boolean,
  melNorm: MelSettings["melNorm"],
): FilterBank {
  if (fmaxHz > sampleRate / 2) {
    throw new ConfigError(
      `fmaxHz: expected at most half the sampling rate (${sampleRate / 2} Hz), got ${fmaxHz}.`,
    );
  }
  if (fminHz >= fmaxHz) {
    throw new ConfigError(`fminHz: expected less than fmaxHz (${fmaxHz} Hz), got ${fminHz}.`);
  }
  const edges = melEdges(nMels, fminHz, fmaxHz, htk);
  const nBins = Math.floor(nFft / 2) + 1;
  const firstBin = new Int32Array(nMels);
  const offset = new Int32Array(nMels + 1);
  const weights: number[] = [];
  for (let band = 0; band < nMels; band++) {
    const [low, peak, high] = edges.subarray(band, band + 3);
    const scale = melNorm === "slaney" ? 2 / (high - low) : 1;
    firstBin[band] = Math.floor((low * nFft) / sampleRate) + 1;
    for (let bin = firstBin[band]; bin < nBins; bin++) {
      const hz = (bin * sampleRate) / nFft;
      const weight = Math.min((hz - low) / (peak - low), (high - hz) / (high - peak));
      if (weight <= 0) break;
      weights.push(weight * scale);
    }
    offset[band + 1] = weights.length;
  }
  return { nBands: nMels, nBins, firstBin, offset, weights: Float64Array.from(weights) };
}

/** The lower edge of every band, then peak and upper edge of the last: [band + 2] in Hz, evenly spaced in mels. */
function melEdges(nMels: number, fminHz: number, fmaxHz: number, htk: boolean): Float64Array {
  const lowestMel = hzToMel(fminHz, htk);
  const melStep = (hzToMel(fmaxHz, htk) - lowestMel) / (nMels + 1);
  return Float64Array.from({ length: nMels + 2 }, (_, i) => melToHz(lowestMel + i * melStep, htk));
}

/** The peak of every band in Hz, [band]. */
export function melCenters(
  sampleRate: number,
  { nMels, fminHz, fmaxHz, htk }: Omit<MelSettings, "melNorm">,
): number[] {
  return [...melEdges(nMels, fminHz, fmaxHz ?? sampleRate / 2, htk).subarray(1, nMels + 1)];
}

/**
 * Writes the band energies Σ weight · spectrum of one frame to bands[at + band · step].
 *
 * @param spectrum - [bin], power or magnitude
 */
export function applyMel(
  bank: FilterBank,
  spectrum: Float64Array,
  bands: Float32Array | Float64Array,
  at = 0,
  step = 1,
): void {
  const { nBands, firstBin, offset, weights } = bank;
  for (let band = 0; band < nBands; band++) {
    const end = offset[band + 1];
    let sum = 0;
    for (let i = offset[band], bin = firstBin[band]; i < end; i++, bin++) sum += weights[i] * spectrum[bin];
    bands[at + band * step] = sum;
  }
}
